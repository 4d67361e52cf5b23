import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { AwardsReader } from './awards.reader.js';

@Module({ imports: [AccessModule], providers: [AwardsReader], exports: [AwardsReader] })
export class AwardsModule {}
