import { Module } from '@nestjs/common';
import { AppealsPages } from './appeals.pages.js';
import { AppealsService } from './appeals.service.js';
import { AwardsService } from './awards.service.js';
import { DecisionsPages } from './decisions.pages.js';
import { EntryResultPages } from './entry-result.pages.js';
import { EntryResultReader } from './entry-result.reader.js';
import { MeetingsService } from './meetings.service.js';
import { ProtocolsService } from './protocols.service.js';
import { PublicationPages } from './publication.pages.js';
import { PublicationsService } from './publications.service.js';
import { RankingPages } from './ranking.pages.js';
import { RankingsService } from './rankings.service.js';
import { RemarksService } from './remarks.service.js';
import { RankingsController, ResultsController } from './results.controller.js';
import { ResultsReader } from './results.reader.js';
import { SittingPages } from './sitting.pages.js';
import { SittingsService } from './sittings.service.js';

const services = [
  RankingsService,
  MeetingsService,
  SittingsService,
  AwardsService,
  ProtocolsService,
  PublicationsService,
  AppealsService,
  RemarksService,
  EntryResultReader,
  ResultsReader,
];

@Module({
  controllers: [
    RankingsController,
    ResultsController,
    RankingPages,
    DecisionsPages,
    SittingPages,
    PublicationPages,
    EntryResultPages,
    AppealsPages,
  ],
  providers: services,
  exports: services,
})
export class ResultsModule {}
