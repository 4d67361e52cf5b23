import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CycleModule } from '../cycle/cycle.module.js';
import { StagesModule } from '../stages/stages.module.js';
import { Criterion } from './criterion.entity.js';
import { CriteriaController } from './criteria.controller.js';
import { CriteriaPages } from './criteria.pages.js';
import { CriteriaReader } from './criteria.reader.js';
import { CriteriaService } from './criteria.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Criterion]), CycleModule, StagesModule],
  controllers: [CriteriaController, CriteriaPages],
  providers: [CriteriaReader, CriteriaService],
  exports: [CriteriaReader, CriteriaService],
})
export class CriteriaModule {}
