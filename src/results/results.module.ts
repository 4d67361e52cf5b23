import { Module } from '@nestjs/common';
import { AppealsPages } from './appeals/appeals.pages.js';
import { AppealsService } from './appeals/appeals.service.js';
import { AwardsService } from './awarding/awards.service.js';
import { CorrectionPages } from './corrections/corrections.pages.js';
import { CorrectionsController } from './corrections/corrections.controller.js';
import { CorrectionsService } from './corrections/corrections.service.js';
import { DeliberationPages } from './deliberation/deliberation.pages.js';
import { DeliberationService } from './deliberation/deliberation.service.js';
import { DecisionBatchesController } from './batches/decision-batches.controller.js';
import { DecisionBatchesPages } from './batches/decision-batches.pages.js';
import { DecisionBatchesReader } from './batches/decision-batches.reader.js';
import { DecisionBatchesService } from './batches/decision-batches.service.js';
import { DecisionsController } from './decisions/decisions.controller.js';
import { DecisionsPages } from './decisions/decisions.pages.js';
import { EntryResultController } from './entry-result/entry-result.controller.js';
import { EntryResultPages } from './entry-result/entry-result.pages.js';
import { EntryResultReader } from './entry-result/entry-result.reader.js';
import { MeetingsService } from './meetings/meetings.service.js';
import { ProtocolsService } from './protocols/protocols.service.js';
import { ProtocolPages } from './protocols/protocols.pages.js';
import { PublicationPages } from './publication/publication.pages.js';
import { PublicationsService } from './publication/publications.service.js';
import { ExplanationPages } from './ranking-table/explanation.pages.js';
import { RankingPages } from './ranking-table/ranking-table.pages.js';
import { RankingsService } from './rankings/rankings.service.js';
import { RegionalPages } from './regional/regional.pages.js';
import { RegionalService } from './regional/regional.service.js';
import { RemarksService } from './entry-result/remarks.service.js';
import {
  BodyBallotsController,
  OpenVotesController,
  RankingsController,
  ResultsController,
  WorthController,
} from './results.controller.js';
import { ResultsReader } from './results.reader.js';
import { ScenarioPages } from './scenarios/scenarios.pages.js';
import { ScenariosController } from './scenarios/scenarios.controller.js';
import { ScenariosService } from './scenarios/scenarios.service.js';
import { WeighingsService } from './weighing/weighings.service.js';
import { StandDownPages } from './withdrawals/stand-down.pages.js';
import { WithdrawalsService } from './withdrawals/withdrawals.service.js';
import { SecondPhasePages } from './second-phase/second-phase.pages.js';
import { MySittingsPages } from './my-sittings/my-sittings.pages.js';
import { MySittingsReader } from './my-sittings/my-sittings.reader.js';
import { SittingPages } from './sittings/sitting.pages.js';
import { SittingsService } from './sittings/sittings.service.js';

const services = [
  WithdrawalsService,
  RegionalService,
  DecisionBatchesService,
  DecisionBatchesReader,
  RankingsService,
  MeetingsService,
  SittingsService,
  DeliberationService,
  AwardsService,
  ProtocolsService,
  PublicationsService,
  AppealsService,
  RemarksService,
  EntryResultReader,
  MySittingsReader,
  ResultsReader,
  WeighingsService,
  ScenariosService,
  CorrectionsService,
];

@Module({
  controllers: [
    RankingsController,
    WorthController,
    OpenVotesController,
    BodyBallotsController,
    ResultsController,
    RankingPages,
    ExplanationPages,
    ScenarioPages,
    ScenariosController,
    CorrectionPages,
    CorrectionsController,
    DecisionsPages,
    DecisionsController,
    StandDownPages,
    RegionalPages,
    DecisionBatchesPages,
    DecisionBatchesController,
    DeliberationPages,
    MySittingsPages,
    SittingPages,
    SecondPhasePages,
    ProtocolPages,
    PublicationPages,
    EntryResultController,
    EntryResultPages,
    AppealsPages,
  ],
  providers: services,
  exports: services,
})
export class ResultsModule {}
