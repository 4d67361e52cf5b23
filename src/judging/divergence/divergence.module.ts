import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PlansModule } from '../plans/plans.module.js';
import { Divergence } from './divergence.entity.js';
import { DivergenceService } from './divergence.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Divergence]), PlansModule],
  providers: [DivergenceService],
  exports: [DivergenceService],
})
export class DivergenceModule {}
