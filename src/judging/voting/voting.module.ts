import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Mailboxes } from './mailboxes.js';
import { PublicVote } from './public-vote.entity.js';
import { PublicVotePages } from './public-vote.pages.js';
import { PublicVotesService } from './public-votes.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([PublicVote])],
  controllers: [PublicVotePages],
  providers: [Mailboxes, PublicVotesService],
  exports: [PublicVotesService],
})
export class VotingModule {}
