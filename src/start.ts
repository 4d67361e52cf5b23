import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { mountQueueBoard } from './admin/queue-board.js';
import { AppModule } from './app.module.js';
import { LetterSender } from './notifications/letter-sender.js';
import { NotificationsService } from './notifications/notifications.service.js';
import { AuditSealLoop } from './platform/audit/audit-seal-loop.js';
import { Clock } from './platform/clock.js';
import type { Config } from './platform/config.js';
import { Database } from './platform/database/database.js';
import { createAdapter, prepareServer } from './platform/http/server.js';
import { Jobs } from './platform/jobs/jobs.js';
import { Timetable } from './platform/jobs/timetable.js';
import { createLogger, NestLog } from './platform/logger.js';
import { CONFIG } from './platform/tokens.js';
import { OutboxRelay } from './platform/outbox/outbox-relay.js';
import { WordsKeeper } from './submissions/register/words-keeper.js';
import { schedules } from './schedules.js';
import { jobHandlers } from './worker.js';

/** The whole program, ready to listen or to be asked in process; tests give it a clock that stands. */
export async function createApp(
  config: Config,
  clock: Clock = new Clock(),
  logger: Logger = createLogger(config.logLevel),
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with({ config, logger, clock }),
    createAdapter(config, logger),
    { logger: new NestLog(logger), bodyParser: true },
  );
  await prepareServer(app, config, logger);
  await mountQueueBoard(app);
  return app;
}

/** Begins with background work in this process. */
export async function startWork(app: NestFastifyApplication): Promise<void> {
  const timetable = app.get(Timetable);
  await app.get(Jobs).work(timetable.following(jobHandlers(app), schedules));
  const [relay, notifications] = [app.get(OutboxRelay), app.get(NotificationsService)];
  relay.tellBy((tx, messages, now) => notifications.tell(tx, messages, now));
  relay.start();
  app.get(LetterSender).start();
  app.get(AuditSealLoop).start();
  app.get(WordsKeeper).start();
  timetable.start(schedules);
  await app.get(Database).listen(app.get<Config>(CONFIG).databaseUrl);
}
