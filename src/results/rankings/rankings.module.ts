import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BodyBallots } from './body-ballots.entity.js';
import { OpenVoteRecord } from './open-vote.entity.js';
import { StoredRanking } from './stored-ranking.entity.js';
import { OpenVotesController } from './open-votes.controller.js';
import { RankingsController } from './rankings.controller.js';
import { OpenVotesService } from './open-votes.service.js';
import { Freshness } from './freshness.service.js';
import { RankingsService } from './rankings.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([BodyBallots, OpenVoteRecord, StoredRanking])],
  controllers: [OpenVotesController, RankingsController],
  providers: [Freshness, OpenVotesService, RankingsService],
  exports: [Freshness, OpenVotesService, RankingsService],
})
export class RankingsModule {}
