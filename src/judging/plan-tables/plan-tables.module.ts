import { Module } from '@nestjs/common';
import { PlanReadingModule } from '../plan-reading/plan-reading.module.js';
import { PlansModule } from '../plans/plans.module.js';
import { PlanTablePages } from './plan-table.pages.js';
import { PlanTablesController } from './plan-tables.controller.js';
import { PlanTableService } from './plan-table.service.js';

@Module({
  imports: [PlanReadingModule, PlansModule],
  controllers: [PlanTablePages, PlanTablesController],
  providers: [PlanTableService],
  exports: [PlanTableService],
})
export class PlanTablesModule {}
