import { Module } from '@nestjs/common';
import { AppealsPages } from './appeals.pages.js';
import { AppealsService } from './appeals.service.js';

@Module({ controllers: [AppealsPages], providers: [AppealsService], exports: [AppealsService] })
export class AppealsModule {}
