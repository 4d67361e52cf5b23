import { Module } from '@nestjs/common';
import { RankingsModule } from '../rankings/rankings.module.js';
import { AccessModule } from '../access/access.module.js';
import { CorrectionsController } from './corrections.controller.js';
import { CorrectionsPages } from './corrections.pages.js';
import { CorrectionsService } from './corrections.service.js';

@Module({
  imports: [RankingsModule, AccessModule],
  controllers: [CorrectionsController, CorrectionsPages],
  providers: [CorrectionsService],
})
export class CorrectionsModule {}
