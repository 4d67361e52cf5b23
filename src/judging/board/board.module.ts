import { Module } from '@nestjs/common';
import { DivergenceModule } from '../divergence/divergence.module.js';
import { PlansModule } from '../plans/plans.module.js';
import { ExpertsModule } from '../experts/experts.module.js';
import { BoardController } from './board.controller.js';
import { BoardPages } from './board.pages.js';
import { BoardReader } from './board.reader.js';
import { BoardService } from './board.service.js';
import { SignalsService } from './signals.service.js';

@Module({
  imports: [DivergenceModule, PlansModule, ExpertsModule],
  controllers: [BoardController, BoardPages],
  providers: [BoardReader, BoardService, SignalsService],
  exports: [BoardReader, BoardService, SignalsService],
})
export class BoardModule {}
