import { Module } from '@nestjs/common';
import { AttachmentsService } from './attachments.service.js';
import { ScreeningPages } from './screening.pages.js';
import { ScreeningService } from './screening.service.js';
import { SubmissionsController } from './submissions.controller.js';
import { SubmissionsPages } from './submissions.pages.js';
import { SubmissionsReader } from './submissions.reader.js';
import { SubmissionsService } from './submissions.service.js';

@Module({
  controllers: [SubmissionsController, SubmissionsPages, ScreeningPages],
  providers: [SubmissionsService, ScreeningService, AttachmentsService, SubmissionsReader],
  exports: [SubmissionsService, ScreeningService, AttachmentsService, SubmissionsReader],
})
export class SubmissionsModule {}
