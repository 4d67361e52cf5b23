import { TypeOrmModule } from '@nestjs/typeorm';
import { AssignmentPlan } from './assignment-plan.entity.js';
import { Assignment } from './assignment.entity.js';
import { Conflict } from './conflict.entity.js';
import { CrossReviewAllotment } from './cross-review/cross-review-allotment.entity.js';
import { CrossReviewDuty } from './cross-review/cross-review-duty.entity.js';
import { CrossReviewExcuse } from './cross-review/cross-review-excuse.entity.js';
import { CrossReviewModeration } from './cross-review/cross-review-moderation.entity.js';
import { CrossReview } from './cross-review/cross-review.entity.js';
import { Divergence } from './divergence.entity.js';
import { EvaluationVersion } from './evaluation-version.entity.js';
import { Evaluation } from './evaluation.entity.js';
import { ExpertConsent } from './expert-consent.entity.js';
import { ExpertPreference } from './expert-preference.entity.js';
import { ExpertProfile } from './expert-profile.entity.js';
import { Expert } from './expert.entity.js';
import { SheetReopening } from './sheet-reopening.entity.js';
import { SheetRestorationApproval } from './sheet-restoration-approval.entity.js';
import { SheetRestoration } from './sheet-restoration.entity.js';
import { TrainingEntry } from './training-entry.entity.js';
import { TrainingSheet } from './training-sheet.entity.js';
import { PublicVote } from './voting/public-vote.entity.js';
import { Module } from '@nestjs/common';
import { SubmissionsModule } from '../submissions/submissions.module.js';
import { AssignmentsService } from './assignments.service.js';
import { BoardPages } from './board.pages.js';
import { BoardReader } from './board.reader.js';
import { BoardService } from './board.service.js';
import { ConflictsService } from './conflicts.service.js';
import { DeskPages } from './desk.pages.js';
import { DivergenceService } from './divergence.service.js';
import { DeskReader } from './desk.reader.js';
import { EvaluationsService } from './evaluations.service.js';
import { ExpertProfilesService } from './expert-profiles.service.js';
import { ExpertPages } from './expert.pages.js';
import { OrganizerConflictsPages } from './organizer-conflicts.pages.js';
import { ExpertsPages } from './experts.pages.js';
import { ExpertsService } from './experts.service.js';
import { EvaluationsController, JuriesController } from './judging.controller.js';
import { JudgingReader } from './judging.reader.js';
import { JuryPages } from './jury.pages.js';
import { KeptEntriesController } from './kept-entries.controller.js';
import { KeptEntriesPages } from './kept-entries.pages.js';
import { PlanWhyPages } from './plan-why.pages.js';
import { PlanComparePages } from './plan-compare.pages.js';
import { PlanPapersPages } from './plan-papers.pages.js';
import { PlanTablePages } from './plan-table.pages.js';
import { PlanReader } from './plan.reader.js';
import { PlanTableService } from './plan-table.service.js';
import { PlanTasks } from './plan-tasks.service.js';
import { AssignmentPlansController, BoardController } from './plans.controller.js';
import { PlansPages } from './plans.pages.js';
import { FinishPages } from './finish.pages.js';
import { PicksPages } from './picks.pages.js';
import { SheetHistoryController } from './sheet-history.controller.js';
import { SheetHistoryPages } from './sheet-history.pages.js';
import { TrainingEntryPages, TrainingPages } from './training.pages.js';
import { TrainingService } from './training.service.js';
import { SheetHistoryService } from './sheet-history.service.js';
import { ProfilePages } from './profile.pages.js';
import { SignalsService } from './signals.service.js';
import { CrossReviewBoardPages } from './cross-review/cross-review-board.pages.js';
import { CrossReviewCommentsPages, ReceivedCommentsPages } from './cross-review/cross-review-comments.pages.js';
import { CrossReviewCommentsService } from './cross-review/cross-review-comments.service.js';
import { CrossReviewDutiesService } from './cross-review/cross-review-duties.service.js';
import { CrossReviewReader } from './cross-review/cross-review.reader.js';
import { CrossReviewPages } from './cross-review/cross-review.pages.js';
import {
  AdviceController,
  CrossReviewsController,
  CycleCrossReviewsController,
} from './cross-review/cross-reviews.controller.js';
import { CrossReviewsService } from './cross-review/cross-reviews.service.js';
import { PublicVotePages } from './voting/public-vote.pages.js';
import { PublicVotesService } from './voting/public-votes.service.js';
import { VacanciesService } from './vacancies.service.js';

const services = [
  ExpertsService,
  ExpertProfilesService,
  ConflictsService,
  AssignmentsService,
  PlanTasks,
  PlanTableService,
  PlanReader,
  DivergenceService,
  VacanciesService,
  SignalsService,
  BoardService,
  BoardReader,
  DeskReader,
  EvaluationsService,
  SheetHistoryService,
  TrainingService,
  JudgingReader,
  PublicVotesService,
  CrossReviewsService,
  CrossReviewDutiesService,
  CrossReviewReader,
  CrossReviewCommentsService,
];

@Module({
  imports: [
    TypeOrmModule.forFeature([
      AssignmentPlan,
      Assignment,
      Conflict,
      CrossReviewAllotment,
      CrossReviewDuty,
      CrossReviewExcuse,
      CrossReviewModeration,
      CrossReview,
      Divergence,
      EvaluationVersion,
      Evaluation,
      ExpertConsent,
      ExpertPreference,
      ExpertProfile,
      Expert,
      SheetReopening,
      SheetRestorationApproval,
      SheetRestoration,
      TrainingEntry,
      TrainingSheet,
      PublicVote,
    ]),
    SubmissionsModule,
  ],
  controllers: [
    JuriesController,
    AssignmentPlansController,
    KeptEntriesController,
    BoardController,
    EvaluationsController,
    SheetHistoryController,
    DeskPages,
    FinishPages,
    PicksPages,
    SheetHistoryPages,
    TrainingPages,
    TrainingEntryPages,
    ProfilePages,
    JuryPages,
    ExpertsPages,
    ExpertPages,
    OrganizerConflictsPages,
    KeptEntriesPages,
    PlanWhyPages,
    PlanComparePages,
    PlanPapersPages,
    PlanTablePages,
    PlansPages,
    BoardPages,
    PublicVotePages,
    CycleCrossReviewsController,
    AdviceController,
    CrossReviewsController,
    CrossReviewCommentsPages,
    ReceivedCommentsPages,
    CrossReviewBoardPages,
    CrossReviewPages,
  ],
  providers: services,
  exports: services,
})
export class JudgingModule {}
