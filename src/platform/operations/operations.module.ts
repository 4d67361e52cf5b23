import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Setting } from './setting.entity.js';
import { HealthController } from './health.controller.js';
import { ClockSetting } from './clock-setting.js';
import { Lifecycle } from './lifecycle.js';
import { Metrics } from './metrics.js';

@Module({
  imports: [TypeOrmModule.forFeature([Setting])],
  controllers: [HealthController],
  providers: [ClockSetting, Lifecycle, Metrics],
  exports: [ClockSetting, Lifecycle, Metrics],
})
export class OperationsModule {}
