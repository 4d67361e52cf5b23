import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import { AuditModule } from './audit/audit.module.js';
import { Clock } from './clock.js';
import type { Config } from './config.js';
import { connectionOptions, Database } from './database/database.js';
import { PlainDataSource } from './database/plain-reads.js';
import { StoredFilesModule } from './files/files.module.js';
import { HttpModule } from './http/http.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { MailModule } from './mail/mail.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { OutboxModule } from './outbox/outbox.module.js';
import { PaperModule } from './paper/paper.module.js';
import { SecretsModule } from './secrets/secrets.module.js';
import { CONFIG, LOGGER, SCHEMA } from './tokens.js';
import { Templates } from './web/templates.js';

export interface PlatformParts {
  config: Config;
  logger: Logger;
  clock: Clock;
  /** Names of the migrations that the program was written against. */
  schema: readonly string[];
}

const rooms = [
  AuditModule,
  StoredFilesModule,
  HttpModule,
  JobsModule,
  MailModule,
  OperationsModule,
  OutboxModule,
  PaperModule,
  SecretsModule,
];

/** What every module needs and no competition knows. */
@Global()
@Module({})
export class PlatformModule {
  static with({ config, logger, clock, schema }: PlatformParts): DynamicModule {
    const shared = [
      { provide: CONFIG, useValue: config },
      { provide: LOGGER, useValue: logger },
      { provide: Clock, useValue: clock },
      { provide: SCHEMA, useValue: schema },
      { provide: Templates, useFactory: () => new Templates() },
      Database,
    ];
    return {
      module: PlatformModule,
      imports: [dataSource(config), ...rooms],
      providers: shared,
      exports: [...shared.map((part) => ('provide' in part ? part.provide : part)), ...rooms],
    };
  }
}

/** The one data source; its tables are those that the rooms declare. A database that cannot be reached ends the start. */
function dataSource({ databaseUrl, databasePool }: Config): DynamicModule {
  return TypeOrmModule.forRootAsync({
    useFactory: () => ({
      ...connectionOptions({ url: databaseUrl, poolSize: databasePool }),
      autoLoadEntities: true,
      toRetry: () => false,
    }),
    dataSourceFactory: async (options) => new PlainDataSource(options!),
  });
}
