import { Module } from '@nestjs/common';
import { FilesModule } from '../../submissions/files/files.module.js';
import { ClarificationsModule } from '../clarifications/clarifications.module.js';
import { HistoryModule } from '../history/history.module.js';
import { WritingModule } from '../writing/writing.module.js';
import { TrainingModule } from '../training/training.module.js';
import { ExpertsModule } from '../experts/experts.module.js';
import { AdviceController } from './advice.controller.js';
import { DeskPages } from './desk.pages.js';
import { EvaluationsController } from './evaluations.controller.js';
import { FinishPages } from './finish.pages.js';
import { MyJuriesPages } from './my-juries.pages.js';
import { PicksPages } from './picks.pages.js';
import { QueuePages } from './queue.pages.js';
import { DeskReader } from './desk.reader.js';
import { QueueReader } from './queue.reader.js';

@Module({
  imports: [ClarificationsModule, FilesModule, HistoryModule, WritingModule, TrainingModule, ExpertsModule],
  controllers: [AdviceController, DeskPages, EvaluationsController, FinishPages, MyJuriesPages, PicksPages, QueuePages],
  providers: [DeskReader, QueueReader],
  exports: [DeskReader, QueueReader],
})
export class DeskModule {}
