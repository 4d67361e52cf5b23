import { Module } from '@nestjs/common';
import { CycleModule } from '../cycle/cycle.module.js';
import { StagesModule } from '../stages/stages.module.js';
import { CyclesController } from './cycles.controller.js';
import { CyclesPages } from './cycles.pages.js';
import { EndingPages } from './ending.pages.js';
import { CyclesService } from './cycles.service.js';

@Module({
  imports: [CycleModule, StagesModule],
  controllers: [CyclesController, CyclesPages, EndingPages],
  providers: [CyclesService],
  exports: [CyclesService],
})
export class YearModule {}
