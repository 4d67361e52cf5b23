import { Module } from '@nestjs/common';
import { AwardsService } from './awards.service.js';
import { MeetingsService } from './meetings.service.js';
import { ProtocolsService } from './protocols.service.js';
import { PublicationsService } from './publications.service.js';
import { RankingsService } from './rankings.service.js';

@Module({
  providers: [RankingsService, MeetingsService, AwardsService, ProtocolsService, PublicationsService],
  exports: [RankingsService, MeetingsService, AwardsService, ProtocolsService, PublicationsService],
})
export class ResultsModule {}
