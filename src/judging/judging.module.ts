import { Module } from '@nestjs/common';
import { AssignmentsService } from './assignments.service.js';
import { EvaluationsService } from './evaluations.service.js';
import { ExpertsService } from './experts.service.js';

@Module({
  providers: [ExpertsService, AssignmentsService, EvaluationsService],
  exports: [ExpertsService, AssignmentsService, EvaluationsService],
})
export class JudgingModule {}
