import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AgendaItem } from './agenda-item.entity.js';
import { BallotVote } from './ballot-vote.entity.js';
import { BallotVoter } from './ballot-voter.entity.js';
import { Ballot } from './ballot.entity.js';
import { Dissent } from './dissent.entity.js';
import { MeetingMember } from './meeting-member.entity.js';
import { Recusal } from './recusal.entity.js';
import { SittingPages } from './sitting.pages.js';
import { SittingsService } from './sittings.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([AgendaItem, BallotVote, BallotVoter, Ballot, Dissent, MeetingMember, Recusal])],
  controllers: [SittingPages],
  providers: [SittingsService],
  exports: [SittingsService],
})
export class SittingsModule {}
