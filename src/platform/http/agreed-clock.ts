import { Injectable } from '@nestjs/common';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Database } from '../database/database.js';
import { longestSkewMs } from '../operations/readiness.js';

/** So long a look at the database's clock is believed. */
const believedMs = 2000;

/**
 * Whether this process's clock shows the database's time: nothing is taken in by one that does not, for it would call late what
 * was in time, or in time what was late. Whoever sends requests past the readiness is held here.
 */
@Injectable()
export class AgreedClock {
  private skewMs = 0;
  private lookedAt = -Infinity;
  private looking: Promise<void> | null = null;

  constructor(private readonly db: Database) {}

  /** Refuses with `clock-differs`. A database that does not answer is told by the deed itself. */
  async mustAgree(): Promise<void> {
    if (performance.now() - this.lookedAt > believedMs) {
      this.looking ??= this.look().finally(() => (this.looking = null));
      await this.looking.catch(() => undefined);
    }
    if (Math.abs(this.skewMs) > longestSkewMs) throw new Refusal({ code: 'clock-differs', retryAfterSeconds: 10 });
  }

  /** By how much the database's clock is ahead; it was read somewhere between the two looks at ours. */
  private async look(): Promise<void> {
    const before = Date.now();
    const [row] = await this.db.reader.query<{ ms: number }[]>(
      'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float AS ms',
    );
    const after = Date.now();
    const { ms } = row!;
    this.skewMs = ms < before ? ms - before : ms > after ? ms - after : 0;
    this.lookedAt = performance.now();
  }
}
