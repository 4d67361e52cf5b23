import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Throttle } from './throttling/throttle.entity.js';
import { IdempotencyKey } from '../database/idempotency-key.entity.js';
import { AgreedClock } from './agreed-clock.js';
import { IdempotentAnswers } from './api/idempotent-answers.js';
import { ApiDocsPages } from './api/api-docs.pages.js';
import { KeptText } from './pages/kept-text.entity.js';
import { KeptTextPages } from './pages/kept-text.pages.js';
import { KeptTexts } from './pages/kept-texts.js';
import { PreferencesPages } from './pages/preferences.pages.js';
import { OpenApi } from './api/openapi.js';
import { PageRenderer } from './pages/page-renderer.js';
import { Throttler } from './throttling/throttle.js';

@Module({
  imports: [DiscoveryModule, TypeOrmModule.forFeature([Throttle, IdempotencyKey, KeptText])],
  controllers: [ApiDocsPages, PreferencesPages, KeptTextPages],
  providers: [AgreedClock, IdempotentAnswers, KeptTexts, OpenApi, PageRenderer, Throttler],
  exports: [AgreedClock, IdempotentAnswers, KeptTexts, OpenApi, PageRenderer, Throttler],
})
export class HttpModule {}
