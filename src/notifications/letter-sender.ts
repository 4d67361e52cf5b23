import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { cut } from '../domain/kernel/cut.js';
import { Refusal } from '../domain/kernel/refusal.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { Loop } from '../platform/jobs/loop.js';
import { Mailer, type Mail } from '../platform/mail/mailer.js';
import { Metrics } from '../platform/operations/metrics.js';
import { LinkVault } from '../platform/secrets/link-vault.js';
import { LOGGER } from '../platform/tokens.js';
import type { Delivery } from './delivery.entity.js';
import { LetterRenderer } from './letter-renderer.js';

/** After so many tries a letter is given up, and stays where people see it. */
const maxAttempts = 8;
/** So many letters are taken together: of a process that dies at most so many go again. */
const batch = 50;
/** How often what has gone is settled while others are on the way. */
const settleMs = 200;
/** A letter in the hands of a sender for so long has none any more. */
const stuckFor = "interval '2 minutes'";

type Taken = Pick<Delivery, 'id' | 'event' | 'locale' | 'context' | 'recipient' | 'attempts'>;
type Outcome = { id: string; state: 'sent' | 'waiting' | 'failed'; error: string; retryMs: number | null };

/**
 * Sends what waits, a batch at a time. Whoever takes a row from `waiting` sends it; a letter that was on its way when its
 * process died goes again under the same Message-ID. Instants are the database's own: a clock that is moved in the
 * demonstration must not make letters look stuck.
 */
@Injectable()
export class LetterSender implements BeforeApplicationShutdown {
  private readonly loop: Loop;
  private readonly stuck: Loop;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly renderer: LetterRenderer,
    private readonly mailer: Mailer,
    private readonly vault: LinkVault,
    private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.loop = new Loop(
      () => this.sendAll(),
      { leastMs: 50, mostMs: 2000 },
      (error) => this.logger.error({ err: error }, 'letters'),
    );
    this.stuck = new Loop(
      () => this.returnStuck(),
      { leastMs: 15_000, mostMs: 60_000 },
      (error) => this.logger.error({ err: error }, 'stuck letters'),
    );
  }

  start(): void {
    this.db.onCommit(() => this.loop.wake());
    this.loop.start();
    this.stuck.start();
  }

  /** Sends everything that is due; returns how many letters were tried. */
  async sendAll(): Promise<number> {
    let total = 0;
    for (;;) {
      const taken = await this.take(
        `SELECT id FROM delivery WHERE state = 'waiting' AND (retry_at IS NULL OR retry_at <= now())
          ORDER BY created_at, id LIMIT ${batch} FOR UPDATE SKIP LOCKED`,
      );
      await this.sendTaken(taken);
      total += taken.length;
      if (taken.length < batch) return total;
    }
  }

  /** Sends one letter if it waits; finds nothing to do where somebody else took it. */
  async send(deliveryId: string): Promise<void> {
    await this.sendTaken(
      await this.take(`SELECT id FROM delivery WHERE id = $1 AND state = 'waiting' FOR UPDATE`, [deliveryId]),
    );
  }

  /** Letters whose sender died wait again; returns how many. */
  async returnStuck(): Promise<number> {
    const returned = await this.returned(`state = 'sending' AND started_at < now() - ${stuckFor}`);
    if (returned > 0) this.logger.warn({ letters: returned }, 'letters of a dead sender go again');
    return returned;
  }

  /** The operator's `mail redrive`: everything failed or stuck waits again. */
  redrive(): Promise<number> {
    return this.returned(`state = 'failed' OR state = 'sending' AND started_at < now() - ${stuckFor}`);
  }

  private async take(which: string, values: unknown[] = []): Promise<Taken[]> {
    const [taken] = await this.db.reader.query<[Taken[], number]>(
      `UPDATE delivery SET state = 'sending', started_at = now(), attempts = attempts + 1 WHERE id IN (${which})
       RETURNING id, event, locale, context, recipient, attempts`,
      values,
    );
    return taken;
  }

  /** What has gone is settled while slower ones are still on the way: nothing goes again because its neighbour hangs. */
  private async sendTaken(taken: readonly Taken[]): Promise<void> {
    if (taken.length === 0) return;
    const over: { letter: Taken; error: Error | null }[] = [];
    const mails: { letter: Taken; mail: Mail }[] = [];
    for (const letter of taken)
      try {
        mails.push({ letter, mail: await this.renderer.mailOf(letter) });
      } catch (error) {
        over.push({ letter, error: error as Error });
      }
    const answers = this.mailer.sendAll(mails.map(({ mail }) => mail));
    const sending = mails.map(async ({ letter }, index) => void over.push({ letter, error: await answers[index]! }));
    const allOver = Promise.all(sending).then(() => true);
    const onTheWay = new Map(taken.map((letter) => [letter.id, letter]));
    for (let isOver = false; !isOver;) {
      // Asked before what is over is taken: what ends while that is being written is taken the next time.
      isOver = await Promise.race([allOver, afterAWhile()]);
      const ended = over.splice(0);
      for (const { letter } of ended) onTheWay.delete(letter.id);
      await this.settle(ended, [...onTheWay.keys()]);
    }
  }

  /** Writes what became of letters, and that those still on the way have a sender. */
  private async settle(over: readonly { letter: Taken; error: Error | null }[], onTheWay: string[]): Promise<void> {
    const outcomes = over.map(({ letter, error }) => outcomeOf(letter, error));
    await this.db.reader.transaction(async (tx) => {
      if (onTheWay.length > 0)
        await tx.query(
          `UPDATE delivery SET started_at = now() WHERE id = ANY($1) AND started_at < now() - ${stuckFor} / 4`,
          [onTheWay],
        );
      if (outcomes.length === 0) return;
      await tx.query(
        `UPDATE delivery d SET state = r.state, last_error = r.error, retry_at = now() + r.retry_ms * interval '1 millisecond',
                sent_at = CASE WHEN r.state = 'sent' THEN $5::timestamptz END
           FROM unnest($1::uuid[], $2::text[], $3::text[], $4::float[]) AS r(id, state, error, retry_ms)
          WHERE d.id = r.id AND d.state = 'sending'`,
        [
          outcomes.map(({ id }) => id),
          outcomes.map(({ state }) => state),
          outcomes.map(({ error }) => error),
          outcomes.map(({ retryMs }) => retryMs),
          this.clock.now(),
        ],
      );
      for (const { letter, error } of over)
        if (!error && typeof letter.context['secretOf'] === 'string')
          await this.vault.forget(tx, letter.context['secretOf']);
    });
    for (const { state } of outcomes) if (state !== 'waiting') this.metrics.mail(state);
  }

  private async returned(which: string): Promise<number> {
    const [rows] = await this.db.reader.query<[{ id: string }[], number]>(
      `UPDATE delivery SET state = 'waiting', retry_at = NULL,
              attempts = CASE WHEN state = 'failed' THEN 0 ELSE attempts END
        WHERE ${which} RETURNING id`,
    );
    if (rows.length > 0) this.loop.wake();
    return rows.length;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.loop.stop(), this.stuck.stop()]);
  }
}

const afterAWhile = (): Promise<false> => new Promise((resolve) => setTimeout(resolve, settleMs, false).unref());

/** What becomes of a letter: the rest before a further try doubles from two seconds. */
function outcomeOf({ id, attempts }: Taken, error: Error | null): Outcome {
  if (!error) return { id, state: 'sent', error: '', retryMs: null };
  const isOver = error instanceof Refusal || isRefusedForGood(error) || attempts >= maxAttempts;
  const message = cut(error.message, 500);
  if (isOver) return { id, state: 'failed', error: message, retryMs: null };
  return { id, state: 'waiting', error: message, retryMs: 2000 * 2 ** (attempts - 1) };
}

/** The server says that trying again is of no use: no such mailbox, for instance. */
function isRefusedForGood(error: Error & { responseCode?: number }): boolean {
  return error.responseCode !== undefined && error.responseCode >= 500 && error.responseCode < 600;
}
