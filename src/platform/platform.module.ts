import { Global, Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { Logger } from 'pino';
import { AuditChain } from './audit/audit-chain.js';
import { Clock } from './clock.js';
import type { Config } from './config.js';
import { createDataSource, Database, type DatabaseOptions } from './database/database.js';
import { BareCopies } from './files/bare/bare-copies.js';
import { createFileStore, FILE_STORE } from './files/file-store.js';
import { Files } from './files/files.js';
import { ApiDocsPages } from './http/api/api-docs.pages.js';
import { OpenApi } from './http/api/openapi.js';
import { PageRenderer } from './http/pages/page-renderer.js';
import { PreferencesPages } from './http/pages/preferences.pages.js';
import { Throttler } from './http/throttling/throttle.js';
import { Jobs } from './jobs/jobs.js';
import { Tasks } from './jobs/tasks.js';
import { LinkVault } from './link-vault.js';
import { MailboxPages } from './mail/mailbox.pages.js';
import { MailboxService } from './mail/mailbox.service.js';
import { Mailer } from './mail/mailer.js';
import { ClockSetting } from './operations/clock-setting.js';
import { HealthController } from './operations/health.controller.js';
import { Lifecycle } from './operations/lifecycle.js';
import { Metrics } from './operations/metrics.js';
import { OutboxRelay } from './outbox/outbox-relay.js';
import { Signer } from './signer.js';
import { CONFIG, LOGGER } from './tokens.js';
import { Templates } from './web/templates.js';

export interface PlatformParts {
  config: Config;
  logger: Logger;
  clock: Clock;
  entities: DatabaseOptions['entities'];
}

/** What every module needs and no competition knows. */
@Global()
@Module({})
export class PlatformModule {
  static with({ config, logger, clock, entities }: PlatformParts): DynamicModule {
    const parts = [
      AuditChain,
      BareCopies,
      Files,
      Jobs,
      Lifecycle,
      LinkVault,
      MailboxService,
      Mailer,
      Metrics,
      OpenApi,
      OutboxRelay,
      PageRenderer,
      Signer,
      Tasks,
      Throttler,
      ClockSetting,
    ];
    const shared = [
      { provide: CONFIG, useValue: config },
      { provide: LOGGER, useValue: logger },
      { provide: Clock, useValue: clock },
      { provide: Templates, useFactory: () => new Templates() },
      { provide: FILE_STORE, useFactory: () => createFileStore(config) },
      {
        provide: Database,
        useFactory: async () =>
          new Database(
            await createDataSource({ url: config.databaseUrl, poolSize: config.databasePool, entities }).initialize(),
          ),
      },
    ];
    return {
      module: PlatformModule,
      imports: [DiscoveryModule],
      controllers: [ApiDocsPages, HealthController, MailboxPages, PreferencesPages],
      providers: [...shared, ...parts],
      exports: [...shared, ...parts].map((part) => ('provide' in part ? part.provide : part)),
    };
  }
}
