import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RemarkRelease } from './remark-release.entity.js';
import { AppealsModule } from '../appeals/appeals.module.js';
import { EntryResultController } from './entry-result.controller.js';
import { EntryResultPages } from './entry-result.pages.js';
import { RemarksPages } from './remarks.pages.js';
import { EntryResultReader } from './entry-result.reader.js';
import { RemarksService } from './remarks.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([RemarkRelease]), AppealsModule],
  controllers: [EntryResultController, EntryResultPages, RemarksPages],
  providers: [EntryResultReader, RemarksService],
})
export class EntryResultModule {}
