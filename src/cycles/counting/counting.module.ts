import { Module } from '@nestjs/common';
import { RegulationModule } from '../regulation/regulation.module.js';
import { CountingPages } from './counting.pages.js';

@Module({ imports: [RegulationModule], controllers: [CountingPages] })
export class CountingModule {}
