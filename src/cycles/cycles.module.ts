import { Module } from '@nestjs/common';
import { CountingPages } from './counting/counting.pages.js';
import { CyclesController } from './year/cycles.controller.js';
import { CyclesPages } from './year/cycles.pages.js';
import { CyclesReader } from './regulation/cycles.reader.js';
import { CyclesService } from './year/cycles.service.js';
import { NominationsService } from './nominations/nominations.service.js';
import { EndingPages } from './year/ending.pages.js';
import { CriteriaPages } from './criteria/criteria.pages.js';
import { JudgingRulesPages } from './bodies/judging-rules.pages.js';
import { NominationsController } from './nominations/nominations.controller.js';
import { NominationsPages } from './nominations/nominations.pages.js';
import { NoticesService } from './stages/notices.service.js';
import { DecisionRulesPages } from './bodies/decision-rules.pages.js';
import { PublicationRulesPages } from './bodies/publication-rules.pages.js';
import { RulesController } from './regulation/rules.controller.js';
import { RulesPages } from './regulation/rules.pages.js';
import { RulesService } from './regulation/rules.service.js';

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
