import { Module } from '@nestjs/common';
import { CycleModule } from '../cycle/cycle.module.js';
import { StagesModule } from '../stages/stages.module.js';
import { RegulationController } from './regulation.controller.js';
import { RegulationPages } from './regulation.pages.js';
import { RegulationReader } from './regulation.reader.js';
import { RegulationService } from './regulation.service.js';

@Module({
  imports: [CycleModule, StagesModule],
  controllers: [RegulationController, RegulationPages],
  providers: [RegulationReader, RegulationService],
  exports: [RegulationReader, RegulationService],
})
export class RegulationModule {}
