import { Module } from '@nestjs/common';
import { PlansService } from './plans.service.js';
import { PlanTasks } from './plan-tasks.service.js';

@Module({
  providers: [PlansService, PlanTasks],
  exports: [PlansService, PlanTasks],
})
export class PlansModule {}
