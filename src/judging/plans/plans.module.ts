import { Module } from '@nestjs/common';
import { AssignmentsService } from './assignments.service.js';
import { PlanTasks } from './plan-tasks.service.js';

@Module({
  providers: [AssignmentsService, PlanTasks],
  exports: [AssignmentsService, PlanTasks],
})
export class PlansModule {}
