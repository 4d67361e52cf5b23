import { Module } from '@nestjs/common';
import { AttachmentsService } from './attachments.service.js';
import { RelationsPages } from './relations.pages.js';
import { RelationsService } from './relations.service.js';
import { ScreeningPages } from './screening.pages.js';
import { ScreeningService } from './screening.service.js';
import { SubmissionsController } from './submissions.controller.js';
import { EntryCheckPages } from './entry-check.pages.js';
import { EntryEditPages } from './entry-edit.pages.js';
import { SubmissionsPages } from './submissions.pages.js';
import { SubmissionsReader } from './submissions.reader.js';
import { SubmissionsService } from './submissions.service.js';

@Module({
  controllers: [
    SubmissionsController,
    SubmissionsPages,
    EntryEditPages,
    EntryCheckPages,
    RelationsPages,
    ScreeningPages,
  ],
  providers: [SubmissionsService, RelationsService, ScreeningService, AttachmentsService, SubmissionsReader],
  exports: [SubmissionsService, ScreeningService, AttachmentsService, SubmissionsReader],
})
export class SubmissionsModule {}
