import { Module } from '@nestjs/common';
import { SubmissionsModule } from '../submissions/submissions.module.js';
import { AssignmentsService } from './assignments.service.js';
import { ConflictsService } from './conflicts.service.js';
import { DeskPages } from './desk.pages.js';
import { EvaluationsService } from './evaluations.service.js';
import { ExpertProfilesService } from './expert-profiles.service.js';
import { ExpertsPages } from './experts.pages.js';
import { ExpertsService } from './experts.service.js';
import { AssignmentPlansController, EvaluationsController, JuriesController } from './judging.controller.js';
import { FinishPages } from './finish.pages.js';
import { JudgingReader } from './judging.reader.js';
import { JuryPages } from './jury.pages.js';
import { OrganizingPages } from './organizing.pages.js';
import { SheetHistoryController } from './sheet-history.controller.js';
import { SheetHistoryPages } from './sheet-history.pages.js';
import { TrainingEntryPages, TrainingPages } from './training.pages.js';
import { TrainingService } from './training.service.js';
import { SheetHistoryService } from './sheet-history.service.js';
import { ProfilePages } from './profile.pages.js';
import { PublicVotePages } from './voting/public-vote.pages.js';
import { PublicVotesService } from './voting/public-votes.service.js';

const services = [
  ExpertsService,
  ExpertProfilesService,
  ConflictsService,
  AssignmentsService,
  EvaluationsService,
  SheetHistoryService,
  TrainingService,
  JudgingReader,
  PublicVotesService,
];

@Module({
  imports: [SubmissionsModule],
  controllers: [
    JuriesController,
    AssignmentPlansController,
    EvaluationsController,
    SheetHistoryController,
    DeskPages,
    FinishPages,
    SheetHistoryPages,
    TrainingPages,
    TrainingEntryPages,
    ProfilePages,
    JuryPages,
    ExpertsPages,
    OrganizingPages,
    PublicVotePages,
  ],
  providers: services,
  exports: services,
})
export class JudgingModule {}
