import { Module } from '@nestjs/common';
import { AwardingModule } from '../awarding/awarding.module.js';
import { MeetingsModule } from '../meetings/meetings.module.js';
import { AccessModule } from '../access/access.module.js';
import { DecisionBatchesController } from './decision-batches.controller.js';
import { DecisionBatchesPages } from './decision-batches.pages.js';
import { DecisionBatchesReader } from './decision-batches.reader.js';
import { DecisionBatchesService } from './decision-batches.service.js';

@Module({
  imports: [MeetingsModule, AccessModule, AwardingModule],
  controllers: [DecisionBatchesController, DecisionBatchesPages],
  providers: [DecisionBatchesReader, DecisionBatchesService],
})
export class BatchesModule {}
