import { Module } from '@nestjs/common';
import { AwardingModule } from '../awarding/awarding.module.js';
import { RankingTableModule } from '../ranking-table/ranking-table.module.js';
import { AwardsModule } from '../awards/awards.module.js';
import { MeetingsModule } from '../meetings/meetings.module.js';
import { AccessModule } from '../access/access.module.js';
import { DecisionsPages } from './decisions.pages.js';

@Module({
  imports: [AwardingModule, RankingTableModule, AwardsModule, MeetingsModule, AccessModule],
  controllers: [DecisionsPages],
})
export class DecisionsModule {}
