import { Module } from '@nestjs/common';
import { AssignmentsService } from './assignments.service.js';
import { EvaluationsService } from './evaluations.service.js';
import { ExpertsService } from './experts.service.js';
import { AssignmentPlansController, EvaluationsController, JuriesController } from './judging.controller.js';
import { JudgingPages } from './judging.pages.js';
import { JudgingReader } from './judging.reader.js';
import { OrganizingPages } from './organizing.pages.js';

@Module({
  controllers: [JuriesController, AssignmentPlansController, EvaluationsController, JudgingPages, OrganizingPages],
  providers: [ExpertsService, AssignmentsService, EvaluationsService, JudgingReader],
  exports: [ExpertsService, AssignmentsService, EvaluationsService, JudgingReader],
})
export class JudgingModule {}
