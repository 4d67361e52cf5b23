import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CycleModule } from '../cycle/cycle.module.js';
import { Stage } from './stage.entity.js';
import { StageNotice } from './stage-notice.entity.js';
import { StagesController } from './stages.controller.js';
import { StagesPages } from './stages.pages.js';
import { CycleFrameReader } from './cycle-frame.reader.js';
import { NoticesService } from './notices.service.js';
import { RuleChanges } from './rule-change.js';
import { StagesReader } from './stages.reader.js';
import { StagesService } from './stages.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Stage, StageNotice]), CycleModule],
  controllers: [StagesController, StagesPages],
  providers: [CycleFrameReader, NoticesService, RuleChanges, StagesReader, StagesService],
  exports: [CycleFrameReader, NoticesService, RuleChanges, StagesReader, StagesService],
})
export class StagesModule {}
