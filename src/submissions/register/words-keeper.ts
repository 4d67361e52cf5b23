import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../platform/database/database.js';
import { Loop } from '../../platform/jobs/loop.js';
import { LOGGER } from '../../platform/tokens.js';
import { compactTally } from './tally.queries.js';
import { readWords } from './words.queries.js';

/** Keeps what the register is searched and counted by, beside the way of submitting: words of answers, and sums. */
@Injectable()
export class WordsKeeper implements BeforeApplicationShutdown {
  private readonly loop: Loop;

  constructor(
    private readonly db: Database,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.loop = new Loop(
      () => this.keep(),
      { leastMs: 500, mostMs: 30_000 },
      (error) => logger.error({ err: error }, 'register'),
    );
  }

  start(): void {
    this.db.onCommit(() => this.loop.wake());
    this.loop.start();
  }

  /** Reads what was written since and adds up; returns how many entries were read. */
  async keep(): Promise<number> {
    let total = 0;
    for (let read = -1; read !== 0; total += Math.max(read, 0)) {
      if (read !== 0) await compactTally(this.db.reader);
      read = await readWords(this.db.reader);
    }
    return total;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
