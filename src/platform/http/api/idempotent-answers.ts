import { Injectable } from '@nestjs/common';
import { Refusal } from '../../../domain/kernel/refusal.js';
import { Database } from '../../database/database.js';
import { IdempotencyKey } from '../../database/idempotency-key.entity.js';

/** An answer that is not kept by then never will be: its process died between the deed and the answer. */
const longestAnswerMs = 60_000;

interface Answer {
  actorId: string;
  key: string;
  status: number;
  answer: unknown;
  headers: Record<string, string>;
  standing: string;
}

/** Answers of about the same time are kept by one statement. */
const togetherMs = 3;

/** Keeps the first answers to requests with an `Idempotency-Key`, for those who ask again; the sender hears it after that. */
@Injectable()
export class IdempotentAnswers {
  private waiting: Answer[] = [];
  private written: Promise<void> | null = null;

  constructor(private readonly db: Database) {}

  keep(answer: Answer): Promise<void> {
    this.waiting.push(answer);
    this.written ??= new Promise((resolve) => setTimeout(resolve, togetherMs)).then(() => this.write());
    return this.written;
  }

  /** The row of a key once its answer is there; null where the key was never claimed. An answer on its way is waited for. */
  async settled({ actorId, key }: { actorId: string; key: string }): Promise<IdempotencyKey | null> {
    for (let round = 0; round < 40; round += 1) {
      const row = await this.db.reader.findOneBy(IdempotencyKey, { actorId, key });
      if (!row || row.status !== null || Date.now() - row.createdAt.getTime() > longestAnswerMs) return row;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Refusal({ code: 'idempotency-running' });
  }

  /** Keys are forgotten after a day. */
  async sweep(): Promise<void> {
    await this.db.reader.query("DELETE FROM idempotency_key WHERE created_at < now() - interval '1 day'");
  }

  private async write(): Promise<void> {
    const answers = this.waiting;
    this.waiting = [];
    this.written = null;
    await this.db.reader.query(
      `UPDATE idempotency_key k SET status = a.status, answer = a.answer, headers = a.headers, standing = a.standing
         FROM unnest($1::text[], $2::text[], $3::int[], $4::jsonb[], $5::jsonb[], $6::text[])
              AS a(actor_id, key, status, answer, headers, standing)
        WHERE k.actor_id = a.actor_id AND k.key = a.key`,
      [
        answers.map(({ actorId }) => actorId),
        answers.map(({ key }) => key),
        answers.map(({ status }) => status),
        answers.map(({ answer }) => JSON.stringify(answer ?? null)),
        answers.map(({ headers }) => JSON.stringify(headers)),
        answers.map(({ standing }) => standing),
      ],
    );
  }
}
