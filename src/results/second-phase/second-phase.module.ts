import { Module } from '@nestjs/common';
import { RankingsModule } from '../rankings/rankings.module.js';
import { MeetingsModule } from '../meetings/meetings.module.js';
import { AccessModule } from '../access/access.module.js';
import { BodyBallotsController } from './body-ballots.controller.js';
import { SecondPhasePages } from './second-phase.pages.js';
import { SecondPhaseService } from './second-phase.service.js';

@Module({
  imports: [RankingsModule, MeetingsModule, AccessModule],
  controllers: [BodyBallotsController, SecondPhasePages],
  providers: [SecondPhaseService],
})
export class SecondPhaseModule {}
