import { Module } from '@nestjs/common';
import { WorthController } from './worth.controller.js';
import { WeighingsService } from './weighings.service.js';

@Module({ controllers: [WorthController], providers: [WeighingsService], exports: [WeighingsService] })
export class WeighingModule {}
