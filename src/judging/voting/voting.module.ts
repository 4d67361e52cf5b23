import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PublicVote } from './public-vote.entity.js';
import { PublicVotePages } from './public-vote.pages.js';
import { PublicVotesService } from './public-votes.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([PublicVote])],
  controllers: [PublicVotePages],
  providers: [PublicVotesService],
  exports: [PublicVotesService],
})
export class VotingModule {}
