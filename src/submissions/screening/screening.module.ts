import { Module } from '@nestjs/common';
import { FilesModule } from '../files/files.module.js';
import { CheckingModule } from '../checking/checking.module.js';
import { WritingModule } from '../writing/writing.module.js';
import { RegisterPages } from './register.pages.js';
import { ScreeningController } from './screening.controller.js';
import { ScreeningPages } from './screening.pages.js';
import { ScreeningReader } from './screening.reader.js';
import { ScreeningService } from './screening.service.js';

@Module({
  imports: [CheckingModule, FilesModule, WritingModule],
  controllers: [RegisterPages, ScreeningController, ScreeningPages],
  providers: [ScreeningReader, ScreeningService],
  exports: [ScreeningService],
})
export class ScreeningModule {}
