import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { ScenariosController } from './scenarios.controller.js';
import { ScenariosPages } from './scenarios.pages.js';
import { ScenariosService } from './scenarios.service.js';

@Module({ imports: [AccessModule], controllers: [ScenariosController, ScenariosPages], providers: [ScenariosService] })
export class ScenariosModule {}
