import { Module } from '@nestjs/common';
import { OpenVotesController } from './open-votes.controller.js';
import { RankingsController } from './rankings.controller.js';
import { OpenVotesService } from './open-votes.service.js';
import { RankingsService } from './rankings.service.js';

@Module({
  controllers: [OpenVotesController, RankingsController],
  providers: [OpenVotesService, RankingsService],
  exports: [OpenVotesService, RankingsService],
})
export class RankingsModule {}
