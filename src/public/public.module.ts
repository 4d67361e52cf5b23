import { Module } from '@nestjs/common';
import { CyclesModule } from '../cycles/cycles.module.js';
import { CockpitPages } from './cockpit.pages.js';
import { CockpitReader } from './cockpit.reader.js';
import { CertificatesPages } from './certificates.pages.js';
import { PublicPages } from './public.pages.js';
import { ResultsPages } from './results.pages.js';
import { PublicReader } from './public.reader.js';

@Module({
  imports: [CyclesModule],
  controllers: [PublicPages, ResultsPages, CertificatesPages, CockpitPages],
  providers: [PublicReader, CockpitReader],
})
export class PublicModule {}
