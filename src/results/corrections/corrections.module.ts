import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CorrectionApproval } from './correction-approval.entity.js';
import { Correction } from './correction.entity.js';
import { RankingsModule } from '../rankings/rankings.module.js';
import { AccessModule } from '../access/access.module.js';
import { CorrectionsController } from './corrections.controller.js';
import { CorrectionsPages } from './corrections.pages.js';
import { CorrectionsService } from './corrections.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([CorrectionApproval, Correction]), RankingsModule, AccessModule],
  controllers: [CorrectionsController, CorrectionsPages],
  providers: [CorrectionsService],
})
export class CorrectionsModule {}
