import { Module } from '@nestjs/common';
import { FilesModule } from '../files/files.module.js';
import { WritingModule } from '../writing/writing.module.js';
import { ScreeningController } from './screening.controller.js';
import { ScreeningPages } from './screening.pages.js';
import { ScreeningService } from './screening.service.js';

@Module({
  imports: [FilesModule, WritingModule],
  controllers: [ScreeningController, ScreeningPages],
  providers: [ScreeningService],
  exports: [ScreeningService],
})
export class ScreeningModule {}
