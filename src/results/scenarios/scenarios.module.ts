import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Scenario } from './scenario.entity.js';
import { AccessModule } from '../access/access.module.js';
import { ScenariosController } from './scenarios.controller.js';
import { ScenariosPages } from './scenarios.pages.js';
import { ScenariosService } from './scenarios.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Scenario]), AccessModule],
  controllers: [ScenariosController, ScenariosPages],
  providers: [ScenariosService],
})
export class ScenariosModule {}
