import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { ScenariosController } from './scenarios.controller.js';
import { ScenarioPages } from './scenarios.pages.js';
import { ScenariosService } from './scenarios.service.js';

@Module({ imports: [AccessModule], controllers: [ScenariosController, ScenarioPages], providers: [ScenariosService] })
export class ScenariosModule {}
