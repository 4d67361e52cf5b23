import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core';
import { AdminModule } from './admin/admin.module.js';
import { AccountsModule } from './accounts/accounts.module.js';
import { CyclesModule } from './cycles/cycles.module.js';
import { CockpitModule } from './cockpit/cockpit.module.js';
import { LibraryModule } from './library/library.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { Navigation } from './navigation.js';
import { migrations } from './migrations/index.js';
import { ETagInterceptor } from './platform/http/api/etag.interceptor.js';
import { IdempotencyInterceptor } from './platform/http/api/idempotency.interceptor.js';
import { CHROME } from './platform/http/pages/page-renderer.js';
import { PressedOnceInterceptor } from './platform/http/pages/pressed-once.interceptor.js';
import { KeptTextInterceptor } from './platform/http/pages/kept-text.interceptor.js';
import { PageInterceptor } from './platform/http/pages/page.interceptor.js';
import { ProblemFilter } from './platform/http/problems/problem.filter.js';
import { ImportModule } from './import/import.module.js';
import { JudgingModule } from './judging/judging.module.js';
import { ResultsModule } from './results/results.module.js';
import { SubmissionsModule } from './submissions/submissions.module.js';
import { PublicModule } from './public/public.module.js';
import { PlatformModule, type PlatformParts } from './platform/platform.module.js';

/** Composition root: what the program is made of. Nobody imports it but the starts. */
@Module({})
export class AppModule {
  static with(parts: Omit<PlatformParts, 'schema'>): DynamicModule {
    return {
      module: AppModule,
      global: true,
      imports: [
        PlatformModule.with({ ...parts, schema: migrations.map(({ name }) => name) }),
        AccountsModule,
        CyclesModule,
        SubmissionsModule,
        JudgingModule,
        ResultsModule,
        LibraryModule,
        NotificationsModule,
        AdminModule,
        CockpitModule,
        PublicModule,
        ImportModule,
      ],
      providers: [
        { provide: CHROME, useClass: Navigation },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
        { provide: APP_INTERCEPTOR, useClass: PageInterceptor },
        { provide: APP_INTERCEPTOR, useClass: PressedOnceInterceptor },
        { provide: APP_INTERCEPTOR, useClass: KeptTextInterceptor },
        { provide: APP_INTERCEPTOR, useClass: ETagInterceptor },
      ],
      exports: [CHROME],
    };
  }
}
