import { Module } from '@nestjs/common';
import { CyclesController } from './cycles.controller.js';
import { CyclesReader } from './cycles.reader.js';
import { CyclesService } from './cycles.service.js';
import { NominationsService } from './nominations.service.js';
import { NoticesService } from './notices.service.js';
import { RulesService } from './rules.service.js';

@Module({
  controllers: [CyclesController],
  providers: [CyclesService, RulesService, NominationsService, NoticesService, CyclesReader],
  exports: [CyclesService, RulesService, NominationsService, NoticesService, CyclesReader],
})
export class CyclesModule {}
