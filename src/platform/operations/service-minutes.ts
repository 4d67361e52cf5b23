import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../database/database.js';
import { Loop } from '../jobs/loop.js';
import { LOGGER } from '../tokens.js';

/** Each minute is written at least once. */
const everyMs = 25_000;

/**
 * Leaves a trace of each minute in which this process served, with what it answered: a minute without one is an outage, and
 * a trace that cannot be written says that nothing can be. Instants are the database's own.
 */
@Injectable()
export class ServiceMinutes implements BeforeApplicationShutdown {
  private answered = 0;
  private failed = 0;
  private lastFailure: Error | null = null;
  private readonly loop: Loop;

  constructor(
    private readonly db: Database,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.loop = new Loop(
      () => this.write(),
      { leastMs: everyMs, mostMs: everyMs },
      (error) => logger.error({ err: error }, 'minutes of service'),
    );
  }

  start(): void {
    this.loop.start();
  }

  /** An answer of this process; from 500 on it is its own failure. */
  count(status: number): void {
    this.answered += 1;
    if (status >= 500) this.failed += 1;
  }

  /** Whether the latest trace could be written: a database that is full answers and takes nothing. */
  get canWrite(): boolean {
    return this.lastFailure === null;
  }

  async write(): Promise<number> {
    const { answered, failed } = this;
    try {
      await this.db.reader.query(
        `INSERT INTO service_minute (minute, answered, failed) VALUES (date_trunc('minute', now(), 'UTC'), $1, $2)
         ON CONFLICT (minute) DO UPDATE SET answered = service_minute.answered + $1, failed = service_minute.failed + $2`,
        [answered, failed],
      );
    } catch (error) {
      this.lastFailure = error as Error;
      throw error;
    }
    this.lastFailure = null;
    this.answered -= answered;
    this.failed -= failed;
    return 0;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
