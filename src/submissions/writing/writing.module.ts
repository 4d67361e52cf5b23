import { Module } from '@nestjs/common';
import { FilesModule } from '../files/files.module.js';
import { SubmissionsController } from './submissions.controller.js';
import { SubmissionsPages } from './submissions.pages.js';
import { EntryEditPages } from './entry-edit.pages.js';
import { EntryCheckPages } from './entry-check.pages.js';
import { EntryRevisionsPages } from './entry-revisions.pages.js';
import { PresencePages } from './presence.pages.js';
import { SubmissionsReader } from './submissions.reader.js';
import { SavingService } from './saving.service.js';
import { SubmissionsService } from './submissions.service.js';

@Module({
  imports: [FilesModule],
  controllers: [
    SubmissionsController,
    SubmissionsPages,
    EntryEditPages,
    EntryCheckPages,
    EntryRevisionsPages,
    PresencePages,
  ],
  providers: [SubmissionsReader, SubmissionsService, SavingService],
  exports: [SubmissionsReader, SubmissionsService, SavingService],
})
export class WritingModule {}
