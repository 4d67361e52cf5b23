import { Module } from '@nestjs/common';
import { CertificatesPages } from './certificates.pages.js';
import { PublicPages } from './public.pages.js';
import { ResultsPages } from './results.pages.js';
import { VerificationPages } from './verification.pages.js';
import { PublicReader } from './public.reader.js';

@Module({
  controllers: [PublicPages, ResultsPages, CertificatesPages, VerificationPages],
  providers: [PublicReader],
})
export class PublicModule {}
