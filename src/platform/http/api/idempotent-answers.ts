import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../database/database.js';
import { LOGGER } from '../../tokens.js';

interface Answer {
  actorId: string;
  key: string;
  status: number;
  answer: unknown;
}

/** Answers of about the same time are kept by one statement. */
const togetherMs = 10;

/**
 * Keeps the first answers to requests with an `Idempotency-Key`, for those who ask again. The sender does not wait for it: a
 * repeat that comes earlier waits itself.
 */
@Injectable()
export class IdempotentAnswers implements BeforeApplicationShutdown {
  private waiting: Answer[] = [];
  private timer: NodeJS.Timeout | null = null;
  private readonly writing = new Set<Promise<void>>();

  constructor(
    private readonly db: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  keep(answer: Answer): void {
    this.waiting.push(answer);
    this.timer ??= setTimeout(() => this.write(), togetherMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.write();
    await Promise.all(this.writing);
  }

  private write(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (this.waiting.length === 0) return;
    const answers = this.waiting;
    this.waiting = [];
    const written = this.db.reader
      .query(
        `UPDATE idempotency_key k SET status = a.status, answer = a.answer
           FROM unnest($1::text[], $2::text[], $3::int[], $4::jsonb[]) AS a(actor_id, key, status, answer)
          WHERE k.actor_id = a.actor_id AND k.key = a.key`,
        [
          answers.map(({ actorId }) => actorId),
          answers.map(({ key }) => key),
          answers.map(({ status }) => status),
          answers.map(({ answer }) => JSON.stringify(answer ?? null)),
        ],
      )
      .then(() => undefined)
      .catch((error: unknown) => this.logger.error({ err: error }, 'idempotent answers'))
      .finally(() => this.writing.delete(written));
    this.writing.add(written);
  }
}
