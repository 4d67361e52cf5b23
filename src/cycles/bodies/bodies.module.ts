import { Module } from '@nestjs/common';
import { RegulationModule } from '../regulation/regulation.module.js';
import { DecisionRulesPages } from './decision-rules.pages.js';
import { JudgingRulesPages } from './judging-rules.pages.js';
import { PublicationRulesPages } from './publication-rules.pages.js';
import { ScreeningRulesPages } from './screening-rules.pages.js';

@Module({
  imports: [RegulationModule],
  controllers: [DecisionRulesPages, JudgingRulesPages, PublicationRulesPages, ScreeningRulesPages],
})
export class BodiesModule {}
