import { Module } from '@nestjs/common';
import { WaysInModule } from '../../cycles/ways-in/ways-in.module.js';
import { QuestionsModule } from '../questions/questions.module.js';
import { CollaboratorsModule } from '../collaborators/collaborators.module.js';
import { FilesModule } from '../files/files.module.js';
import { SubmissionsController } from './submissions.controller.js';
import { SubmissionsPages } from './submissions.pages.js';
import { EntryEditPages } from './entry-edit.pages.js';
import { EntryFilesPages } from './entry-files.pages.js';
import { EntryCheckPages } from './entry-check.pages.js';
import { EntryRevisionsPages } from './entry-revisions.pages.js';
import { PresencePages } from './presence.pages.js';
import { EntrantsReader } from './entrants.reader.js';
import { SubmissionsReader } from './submissions.reader.js';
import { SavingService } from './saving.service.js';
import { SubmissionsService } from './submissions.service.js';

@Module({
  imports: [QuestionsModule, CollaboratorsModule, FilesModule, WaysInModule],
  controllers: [
    SubmissionsController,
    SubmissionsPages,
    EntryEditPages,
    EntryFilesPages,
    EntryCheckPages,
    EntryRevisionsPages,
    PresencePages,
  ],
  providers: [EntrantsReader, SubmissionsReader, SubmissionsService, SavingService],
  exports: [EntrantsReader, SubmissionsReader, SubmissionsService, SavingService],
})
export class WritingModule {}
