import { Module } from '@nestjs/common';
import { DeliberationPages } from './deliberation.pages.js';
import { DeliberationService } from './deliberation.service.js';

@Module({ controllers: [DeliberationPages], providers: [DeliberationService] })
export class DeliberationModule {}
