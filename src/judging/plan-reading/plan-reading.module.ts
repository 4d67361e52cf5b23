import { Module } from '@nestjs/common';
import { PlansModule } from '../plans/plans.module.js';
import { PlanComparePages } from './plan-compare.pages.js';
import { PlanPapersPages } from './plan-papers.pages.js';
import { PlanWhyPages } from './plan-why.pages.js';
import { AssignmentPlansController } from './plans.controller.js';
import { PlansPages } from './plans.pages.js';
import { PlanReader } from './plan.reader.js';

@Module({
  imports: [PlansModule],
  controllers: [PlanComparePages, PlanPapersPages, PlanWhyPages, AssignmentPlansController, PlansPages],
  providers: [PlanReader],
  exports: [PlanReader],
})
export class PlanReadingModule {}
