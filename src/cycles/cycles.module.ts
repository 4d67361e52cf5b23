import { Module } from '@nestjs/common';
import { CountingPages } from './counting.pages.js';
import { CyclesController } from './cycles.controller.js';
import { CyclesPages } from './cycles.pages.js';
import { CyclesReader } from './cycles.reader.js';
import { CyclesService } from './cycles.service.js';
import { NominationsService } from './nominations.service.js';
import { EndingPages } from './ending.pages.js';
import { CriteriaPages } from './criteria.pages.js';
import { JudgingRulesPages } from './judging-rules.pages.js';
import { NominationsController } from './nominations.controller.js';
import { NominationsPages } from './nominations.pages.js';
import { NoticesService } from './notices.service.js';
import { DecisionRulesPages } from './decision-rules.pages.js';
import { PublicationRulesPages } from './publication-rules.pages.js';
import { RulesController } from './rules.controller.js';
import { RulesPages } from './rules.pages.js';
import { RulesService } from './rules.service.js';

@Module({
  controllers: [
    CyclesController,
    RulesController,
    NominationsController,
    CyclesPages,
    EndingPages,
    RulesPages,
    CriteriaPages,
    CountingPages,
    JudgingRulesPages,
    DecisionRulesPages,
    PublicationRulesPages,
    NominationsPages,
  ],
  providers: [CyclesService, RulesService, NominationsService, NoticesService, CyclesReader],
  exports: [CyclesService, RulesService, NominationsService, NoticesService, CyclesReader],
})
export class CyclesModule {}
