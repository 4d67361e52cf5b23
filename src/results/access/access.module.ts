import { Module } from '@nestjs/common';
import { VisibleCycleReader } from './visible-cycle.reader.js';

@Module({ providers: [VisibleCycleReader], exports: [VisibleCycleReader] })
export class AccessModule {}
