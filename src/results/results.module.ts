import { TypeOrmModule } from '@nestjs/typeorm';
import { AgendaItem } from './agenda-item.entity.js';
import { Appeal } from './appeal.entity.js';
import { Approval } from './approval.entity.js';
import { Award } from './award.entity.js';
import { BallotVote } from './ballot-vote.entity.js';
import { BallotVoter } from './ballot-voter.entity.js';
import { Ballot } from './ballot.entity.js';
import { DecisionBatch } from './batches/decision-batch.entity.js';
import { BodyBallots } from './body-ballots.entity.js';
import { Certificate } from './certificate.entity.js';
import { CorrectionApproval } from './correction-approval.entity.js';
import { Correction } from './correction.entity.js';
import { DiscussionMessage } from './discussion-message.entity.js';
import { Dissent } from './dissent.entity.js';
import { EntryWithdrawal } from './entry-withdrawal.entity.js';
import { MeetingMember } from './meeting-member.entity.js';
import { Meeting } from './meeting.entity.js';
import { NotAwarded } from './not-awarded.entity.js';
import { OpenVoteRecord } from './open-vote.entity.js';
import { Protocol } from './protocol.entity.js';
import { Publication } from './publication.entity.js';
import { Ranking } from './ranking.entity.js';
import { Recusal } from './recusal.entity.js';
import { RemarkRelease } from './remark-release.entity.js';
import { Scenario } from './scenario.entity.js';
import { Weighing } from './weighing.entity.js';
import { Module } from '@nestjs/common';
import { AppealsPages } from './appeals.pages.js';
import { AppealsService } from './appeals.service.js';
import { AwardsService } from './awards.service.js';
import { CorrectionPages } from './correction.pages.js';
import { CorrectionsController } from './corrections.controller.js';
import { CorrectionsService } from './corrections.service.js';
import { DeliberationPages } from './deliberation.pages.js';
import { DeliberationService } from './deliberation.service.js';
import { DecisionBatchesController } from './batches/decision-batches.controller.js';
import { DecisionBatchesPages } from './batches/decision-batches.pages.js';
import { DecisionBatchesReader } from './batches/decision-batches.reader.js';
import { DecisionBatchesService } from './batches/decision-batches.service.js';
import { DecisionsController } from './decisions.controller.js';
import { DecisionsPages } from './decisions.pages.js';
import { EntryResultController } from './entry-result.controller.js';
import { EntryResultPages } from './entry-result.pages.js';
import { EntryResultReader } from './entry-result.reader.js';
import { MeetingsService } from './meetings.service.js';
import { ProtocolsService } from './protocols.service.js';
import { ProtocolPages } from './protocol.pages.js';
import { PublicationPages } from './publication.pages.js';
import { PublicationsService } from './publications.service.js';
import { ExplanationPages } from './explanation.pages.js';
import { RankingPages } from './ranking.pages.js';
import { RankingsService } from './rankings.service.js';
import { RegionalPages } from './regional/regional.pages.js';
import { RegionalService } from './regional/regional.service.js';
import { RemarksService } from './remarks.service.js';
import {
  BodyBallotsController,
  OpenVotesController,
  RankingsController,
  ResultsController,
  WorthController,
} from './results.controller.js';
import { ResultsReader } from './results.reader.js';
import { ScenarioPages } from './scenario.pages.js';
import { ScenariosController } from './scenarios.controller.js';
import { ScenariosService } from './scenarios.service.js';
import { WeighingsService } from './weighings.service.js';
import { StandDownPages } from './stand-down.pages.js';
import { WithdrawalsService } from './withdrawals.service.js';
import { SecondPhasePages } from './second-phase.pages.js';
import { MySittingsPages } from './my-sittings.pages.js';
import { MySittingsReader } from './my-sittings.reader.js';
import { SittingPages } from './sitting.pages.js';
import { SittingsService } from './sittings.service.js';

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
  imports: [
    TypeOrmModule.forFeature([
      AgendaItem,
      Appeal,
      Approval,
      Award,
      BallotVote,
      BallotVoter,
      Ballot,
      DecisionBatch,
      BodyBallots,
      Certificate,
      CorrectionApproval,
      Correction,
      DiscussionMessage,
      Dissent,
      EntryWithdrawal,
      MeetingMember,
      Meeting,
      NotAwarded,
      OpenVoteRecord,
      Protocol,
      Publication,
      Ranking,
      Recusal,
      RemarkRelease,
      Scenario,
      Weighing,
    ]),
  ],
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
