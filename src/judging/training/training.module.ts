import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TrainingEntry } from './training-entry.entity.js';
import { TrainingSheet } from './training-sheet.entity.js';
import { TrainingPages, TrainingEntryPages } from './training.pages.js';
import { TrainingService } from './training.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([TrainingEntry, TrainingSheet])],
  controllers: [TrainingPages, TrainingEntryPages],
  providers: [TrainingService],
  exports: [TrainingService],
})
export class TrainingModule {}
