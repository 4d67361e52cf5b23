import { Module } from '@nestjs/common';
import { JuryListModule } from './jury-list/jury-list.module.js';
import { VotingModule } from './voting/voting.module.js';
import { BoardModule } from './board/board.module.js';
import { VacanciesModule } from './vacancies/vacancies.module.js';
import { DivergenceModule } from './divergence/divergence.module.js';
import { DeskModule } from './desk/desk.module.js';
import { ClarificationsModule } from './clarifications/clarifications.module.js';
import { HistoryModule } from './history/history.module.js';
import { CrossReviewBoardModule } from './cross-review-board/cross-review-board.module.js';
import { CrossReviewWritingModule } from './cross-review-writing/cross-review-writing.module.js';
import { CrossReviewCommentsModule } from './cross-review-comments/cross-review-comments.module.js';
import { CrossReviewModule } from './cross-review/cross-review.module.js';
import { WritingModule } from './writing/writing.module.js';
import { TrainingModule } from './training/training.module.js';
import { SheetsModule } from './sheets/sheets.module.js';
import { PlanTablesModule } from './plan-tables/plan-tables.module.js';
import { PlanReadingModule } from './plan-reading/plan-reading.module.js';
import { PlansModule } from './plans/plans.module.js';
import { ConflictsModule } from './conflicts/conflicts.module.js';
import { AssignmentModule } from './assignment/assignment.module.js';
import { ExpertsModule } from './experts/experts.module.js';

/** The rooms of judging, from the top down. */
const rooms = [
  JuryListModule,
  VotingModule,
  BoardModule,
  VacanciesModule,
  DivergenceModule,
  DeskModule,
  ClarificationsModule,
  HistoryModule,
  CrossReviewBoardModule,
  CrossReviewWritingModule,
  CrossReviewCommentsModule,
  CrossReviewModule,
  WritingModule,
  TrainingModule,
  SheetsModule,
  PlanTablesModule,
  PlanReadingModule,
  PlansModule,
  ConflictsModule,
  AssignmentModule,
  ExpertsModule,
];

@Module({ imports: rooms, exports: rooms })
export class JudgingModule {}
