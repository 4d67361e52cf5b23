import { Module } from '@nestjs/common';
import { CyclesModule } from '../cycles/cycles.module.js';
import { CockpitPages } from './cockpit.pages.js';
import { CockpitReader } from './cockpit.reader.js';

/** The first page of a cycle for those who run it. It asks every context, and stands on top. */
@Module({ imports: [CyclesModule], controllers: [CockpitPages], providers: [CockpitReader] })
export class CockpitModule {}
