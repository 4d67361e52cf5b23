import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Attachment } from './attachment.entity.js';
import { UploadsPages } from './uploads.pages.js';
import { UploadsService } from './uploads.service.js';
import { Upload } from './upload.entity.js';
import { AttachmentsService } from './attachments.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Attachment, Upload])],
  controllers: [UploadsPages],
  providers: [AttachmentsService, UploadsService],
  exports: [AttachmentsService, UploadsService],
})
export class FilesModule {}
