import { Module } from '@nestjs/common';
import { EntryResultModule } from './entry-result/entry-result.module.js';
import { CorrectionsModule } from './corrections/corrections.module.js';
import { AppealsModule } from './appeals/appeals.module.js';
import { PublicationModule } from './publication/publication.module.js';
import { RegionalModule } from './regional/regional.module.js';
import { ProtocolsModule } from './protocols/protocols.module.js';
import { BatchesModule } from './batches/batches.module.js';
import { DecisionsModule } from './decisions/decisions.module.js';
import { WithdrawalsModule } from './withdrawals/withdrawals.module.js';
import { AwardingModule } from './awarding/awarding.module.js';
import { RankingTableModule } from './ranking-table/ranking-table.module.js';
import { AwardsModule } from './awards/awards.module.js';
import { SecondPhaseModule } from './second-phase/second-phase.module.js';
import { WeighingModule } from './weighing/weighing.module.js';
import { ScenariosModule } from './scenarios/scenarios.module.js';
import { RankingsModule } from './rankings/rankings.module.js';
import { DeliberationModule } from './deliberation/deliberation.module.js';
import { MySittingsModule } from './my-sittings/my-sittings.module.js';
import { SittingsModule } from './sittings/sittings.module.js';
import { MeetingsModule } from './meetings/meetings.module.js';
import { AccessModule } from './access/access.module.js';

/** The rooms of results, from the top down: each sees only those after it. */
@Module({
  imports: [
    EntryResultModule,
    CorrectionsModule,
    AppealsModule,
    PublicationModule,
    RegionalModule,
    ProtocolsModule,
    BatchesModule,
    DecisionsModule,
    WithdrawalsModule,
    AwardingModule,
    RankingTableModule,
    AwardsModule,
    SecondPhaseModule,
    WeighingModule,
    ScenariosModule,
    RankingsModule,
    DeliberationModule,
    MySittingsModule,
    SittingsModule,
    MeetingsModule,
    AccessModule,
  ],
})
export class ResultsModule {}
