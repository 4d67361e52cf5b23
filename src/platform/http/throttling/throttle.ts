import { Injectable } from '@nestjs/common';
import { Refusal } from '../../../domain/kernel/refusal.js';
import { Clock } from '../../clock.js';
import { Database } from '../../database/database.js';

export interface ThrottleRule {
  attempts: number;
  windowSeconds: number;
}

/** Counts attempts in the database, so that replicas share one count and a restart forgets nothing. */
@Injectable()
export class Throttler {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Counts one attempt under the key; refuses with `throttled` beyond the rule. */
  async attempt(key: string, rule: ThrottleRule): Promise<void> {
    const now = this.clock.now();
    const windowStart = new Date(now.getTime() - rule.windowSeconds * 1000);
    const [row] = (await this.db.reader.query(
      `INSERT INTO throttle (key, window_started_at, attempts) VALUES ($1, $2, 1)
       ON CONFLICT (key) DO UPDATE SET
         attempts = CASE WHEN throttle.window_started_at <= $3 THEN 1 ELSE throttle.attempts + 1 END,
         window_started_at = CASE WHEN throttle.window_started_at <= $3 THEN $2 ELSE throttle.window_started_at END
       RETURNING attempts, window_started_at`,
      [key, now, windowStart],
    )) as { attempts: number; window_started_at: Date }[];
    if (row!.attempts <= rule.attempts) return;
    const endsAt = row!.window_started_at.getTime() + rule.windowSeconds * 1000;
    throw beyond(endsAt, now);
  }

  /** Refuses with `throttled` where the key is beyond the rule, and counts nothing. */
  async look(key: string, rule: ThrottleRule): Promise<void> {
    const now = this.clock.now();
    const [row] = await this.db.reader.query<{ attempts: number; window_started_at: Date }[]>(
      'SELECT attempts, window_started_at FROM throttle WHERE key = $1',
      [key],
    );
    const endsAt = row ? row.window_started_at.getTime() + rule.windowSeconds * 1000 : 0;
    if (row && endsAt > now.getTime() && row.attempts > rule.attempts) throw beyond(endsAt, now);
  }

  /** Takes one attempt back: it was no guess. */
  async forgive(key: string): Promise<void> {
    await this.db.reader.query('UPDATE throttle SET attempts = greatest(attempts - 1, 0) WHERE key = $1', [key]);
  }

  /** Forgets the attempts under the key: after a success. */
  async clear(key: string): Promise<void> {
    await this.db.reader.query('DELETE FROM throttle WHERE key = $1', [key]);
  }

  /** Removes windows that ended long ago. */
  async sweep(): Promise<void> {
    await this.db.reader.query("DELETE FROM throttle WHERE window_started_at < $1::timestamptz - interval '1 day'", [
      this.clock.now(),
    ]);
  }
}

const beyond = (endsAt: number, now: Date): Refusal =>
  new Refusal({ code: 'throttled', retryAfterSeconds: Math.max(1, Math.ceil((endsAt - now.getTime()) / 1000)) });
