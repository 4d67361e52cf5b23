import { Module } from '@nestjs/common';
import { AwardsService } from './awards.service.js';
import { DecisionsPages } from './decisions.pages.js';
import { MeetingsService } from './meetings.service.js';
import { ProtocolsService } from './protocols.service.js';
import { PublicationPages } from './publication.pages.js';
import { PublicationsService } from './publications.service.js';
import { RankingPages } from './ranking.pages.js';
import { RankingsService } from './rankings.service.js';

import { RankingsController, ResultsController } from './results.controller.js';
import { ResultsReader } from './results.reader.js';

@Module({
  controllers: [RankingsController, ResultsController, RankingPages, DecisionsPages, PublicationPages],
  providers: [RankingsService, MeetingsService, AwardsService, ProtocolsService, PublicationsService, ResultsReader],
  exports: [RankingsService, MeetingsService, AwardsService, ProtocolsService, PublicationsService, ResultsReader],
})
export class ResultsModule {}
