import { Module } from '@nestjs/common';
import { SittingPages } from './sitting.pages.js';
import { SittingsService } from './sittings.service.js';

@Module({ controllers: [SittingPages], providers: [SittingsService], exports: [SittingsService] })
export class SittingsModule {}
