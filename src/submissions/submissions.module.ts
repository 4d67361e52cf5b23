import { Module } from '@nestjs/common';
import { AttachmentsService } from './attachments.service.js';
import { ScreeningService } from './screening.service.js';
import { SubmissionsController } from './submissions.controller.js';
import { SubmissionsReader } from './submissions.reader.js';
import { SubmissionsService } from './submissions.service.js';

@Module({
  controllers: [SubmissionsController],
  providers: [SubmissionsService, ScreeningService, AttachmentsService, SubmissionsReader],
  exports: [SubmissionsService, ScreeningService, AttachmentsService, SubmissionsReader],
})
export class SubmissionsModule {}
