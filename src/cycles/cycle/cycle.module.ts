import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Cycle } from './cycle.entity.js';
import { CyclesReader } from './cycles.reader.js';

@Module({ imports: [TypeOrmModule.forFeature([Cycle])], providers: [CyclesReader], exports: [CyclesReader] })
export class CycleModule {}
