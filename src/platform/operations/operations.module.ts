import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Setting } from './setting.entity.js';
import { HealthController } from './health.controller.js';
import { ClockSetting } from './clock-setting.js';
import { Lifecycle } from './lifecycle.js';
import { Metrics } from './metrics.js';
import { Readiness } from './readiness.js';
import { ServiceMinute } from './service-minute.entity.js';
import { ServiceMinutes } from './service-minutes.js';

@Module({
  imports: [TypeOrmModule.forFeature([Setting, ServiceMinute])],
  controllers: [HealthController],
  providers: [ClockSetting, Lifecycle, Metrics, Readiness, ServiceMinutes],
  exports: [ClockSetting, Lifecycle, Metrics, Readiness, ServiceMinutes],
})
export class OperationsModule {}
