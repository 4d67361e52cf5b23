import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { Database } from '../database/database.js';
import { followedNews, untoldNews } from '../jobs/job-table.js';
import { Jobs } from '../jobs/jobs.js';
import { Loop } from '../jobs/loop.js';
import { LOGGER } from '../tokens.js';
import type { Told } from './outbox-message.entity.js';

/** Tells people of messages, in the transaction that marks them; says which are to come again, and when. */
export type Teller = (tx: EntityManager, messages: readonly Told[], now: Date) => Promise<Map<string, Date>>;

const batch = 200;

const fresh = 'due_at IS NULL';
const due = 'due_at <= $2';

const followed = Object.entries(followedNews) as [keyof typeof followedNews, string[]][];

/** Whether there is anything to carry: asked far more often than there is. */
const isAnything = `SELECT EXISTS (SELECT 1 FROM outbox_message WHERE dispatched_at IS NULL AND ${fresh})
                        OR EXISTS (SELECT 1 FROM outbox_message WHERE dispatched_at IS NULL AND due_at <= $1) AS is`;

const take = (which: string, order: string): string =>
  `SELECT id, type, payload, created_at AS "createdAt" FROM outbox_message WHERE dispatched_at IS NULL AND ${which}
    ORDER BY ${order}, id LIMIT $1 FOR UPDATE SKIP LOCKED`;

/**
 * Works off the outbox. Several processes may: each takes rows that no other holds. Telling a message is writing its
 * letters, in the transaction that marks it, so it happens once; what follows a message by work becomes one job for all of
 * its kind, asked for before the mark: a crash between the two asks twice, which the handler bears.
 */
@Injectable()
export class OutboxRelay implements BeforeApplicationShutdown {
  private readonly loop: Loop;
  private tell: Teller | null = null;

  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.loop = new Loop(
      () => this.carryAll(),
      { leastMs: 50, mostMs: 10_000 },
      (error) => this.logger.error({ err: error }, 'outbox relay'),
    );
  }

  /** Who tells people; the relay itself knows no letters. */
  tellBy(tell: Teller): void {
    this.tell = tell;
  }

  start(): void {
    this.db.onCommit(() => this.loop.wake());
    this.loop.start();
  }

  /** Carries everything that is due; returns how many messages. */
  async carryAll(): Promise<number> {
    const [anything] = await this.db.reader.query<{ is: boolean }[]>(isAnything, [this.clock.now()]);
    if (!anything!.is) return 0;
    let total = 0;
    for (let carried = batch; carried === batch; total += carried) carried = await this.carry();
    return total;
  }

  private async carry(): Promise<number> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      // Apart, so that thousands which wait for an instant are not passed over each time.
      const messages = await tx.query<Told[]>(take(fresh, 'created_at'), [batch]);
      if (messages.length < batch)
        messages.push(...(await tx.query<Told[]>(take(due, 'due_at'), [batch - messages.length, now])));
      if (messages.length === 0) return 0;
      await this.follow(messages);
      const told = messages.filter(({ type }) => !untoldNews.has(type));
      const later = (await this.tell?.(tx, told, now)) ?? new Map<string, Date>();
      await tx.query(
        `UPDATE outbox_message m SET dispatched_at = CASE WHEN r.due_at IS NULL THEN $1::timestamptz END, due_at = r.due_at
           FROM unnest($2::uuid[], $3::timestamptz[]) AS r(id, due_at) WHERE m.id = r.id`,
        [now, messages.map(({ id }) => id), messages.map(({ id }) => later.get(id) ?? null)],
      );
      return messages.length;
    });
  }

  private async follow(messages: readonly Told[]): Promise<void> {
    for (const [job, events] of followed) {
      const messageIds = messages.filter(({ type }) => events.includes(type)).map(({ id }) => id);
      // Each time a job of its own: one that is over would keep its name, and what came along with it would be lost.
      if (messageIds.length > 0) await this.jobs.add(job, { messageIds });
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
