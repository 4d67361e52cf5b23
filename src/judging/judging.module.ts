import { Module } from '@nestjs/common';
import { AssignmentsService } from './assignments.service.js';
import { ConflictsService } from './conflicts.service.js';
import { DeskPages } from './desk.pages.js';
import { EvaluationsService } from './evaluations.service.js';
import { ExpertProfilesService } from './expert-profiles.service.js';
import { ExpertsPages } from './experts.pages.js';
import { ExpertsService } from './experts.service.js';
import { AssignmentPlansController, EvaluationsController, JuriesController } from './judging.controller.js';
import { JudgingReader } from './judging.reader.js';
import { JuryPages } from './jury.pages.js';
import { OrganizingPages } from './organizing.pages.js';
import { ProfilePages } from './profile.pages.js';
import { PublicVotePages } from './voting/public-vote.pages.js';
import { PublicVotesService } from './voting/public-votes.service.js';

const services = [
  ExpertsService,
  ExpertProfilesService,
  ConflictsService,
  AssignmentsService,
  EvaluationsService,
  JudgingReader,
  PublicVotesService,
];

@Module({
  controllers: [
    JuriesController,
    AssignmentPlansController,
    EvaluationsController,
    DeskPages,
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
