import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../clock.js';
import { Database } from '../database/database.js';
import { followedNews, untoldNews } from '../jobs/job-table.js';
import { Jobs } from '../jobs/jobs.js';
import { LOGGER } from '../tokens.js';

const batch = 500;

/** Carries committed news from the outbox to the queue. Several may run: each takes rows that no other holds. */
@Injectable()
export class OutboxRelay implements BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;

  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  start(intervalMs = 400): void {
    this.timer = setInterval(() => {
      this.running ??= this.carryAll()
        .catch((error: unknown) => this.logger.error({ err: error }, 'outbox relay'))
        .finally(() => {
          this.running = null;
        });
    }, intervalMs);
  }

  /** Carries everything that waits; returns how many messages. */
  async carryAll(): Promise<void> {
    while ((await this.carry()) === batch);
  }

  /**
   * One batch: first into the queue, then marked. A crash between the two sends the job twice, which its handler bears;
   * the other order could lose it.
   */
  async carry(): Promise<number> {
    return this.db.transaction(async (tx) => {
      const rows: { id: string; type: string }[] = await tx.query(
        'SELECT id, type FROM outbox_message WHERE dispatched_at IS NULL ORDER BY created_at, id LIMIT $1 FOR UPDATE SKIP LOCKED',
        [batch],
      );
      if (rows.length === 0) return 0;
      await this.jobs.addMany(
        'notifications.announce',
        rows.filter(({ type }) => !untoldNews.has(type)).map(({ id }) => ({ payload: { messageId: id }, jobId: id })),
      );
      for (const job of new Set(Object.values(followedNews)))
        await this.jobs.addMany(
          job!,
          rows
            .filter(({ type }) => followedNews[type] === job)
            .map(({ id }) => ({ payload: { messageId: id }, jobId: `${id}-follow` })),
        );
      await tx.query('UPDATE outbox_message SET dispatched_at = $1 WHERE id = ANY($2::uuid[])', [
        this.clock.now(),
        rows.map(({ id }) => id),
      ]);
      return rows.length;
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.running;
  }
}
