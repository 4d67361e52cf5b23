import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { Loop } from '../platform/jobs/loop.js';
import { Mailer, type Mail } from '../platform/mail/mailer.js';
import { Metrics } from '../platform/operations/metrics.js';
import { LinkVault } from '../platform/secrets/link-vault.js';
import { LOGGER } from '../platform/tokens.js';
import { news } from './all-news.js';
import type { Delivery } from './delivery.entity.js';
import { outcomeOf, type DeliveryCause } from './delivery-outcome.js';
import { LetterRenderer } from './letter-renderer.js';

/** So many letters are taken together: of a process that dies at most so many go again. */
const batch = 50;
/** How often what has gone is settled while others are on the way. */
const settleMs = 200;
/** A letter in the hands of a sender for so long has none any more. */
const stuckFor = "interval '2 minutes'";

/** Letters of which nobody is to know for long to whom they went. */
const forgetful = Object.keys(news).filter((event) => news[event]!.forgetsRecipient);

type Taken = Pick<Delivery, 'id' | 'userId' | 'event' | 'locale' | 'context' | 'recipient' | 'attempts'> & {
  ageMs: number;
};

/**
 * Sends what waits, a batch at a time. Whoever takes a row from `waiting` sends it; a letter that was on its way when its
 * process died goes again under the same Message-ID. Instants are the database's own: a clock that is moved in the
 * demonstration must not make letters look stuck.
 */
@Injectable()
export class LetterSender implements BeforeApplicationShutdown {
  private readonly urgent: Loop;
  private readonly others: Loop;
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
    const lane = (isUrgent: boolean) =>
      new Loop(
        () => this.sendLane(isUrgent),
        { leastMs: 50, mostMs: 10_000 },
        (error) => this.logger.error({ err: error, isUrgent }, 'letters'),
      );
    this.urgent = lane(true);
    this.others = lane(false);
    this.stuck = new Loop(
      () => this.returnStuck(),
      { leastMs: 15_000, mostMs: 60_000 },
      (error) => this.logger.error({ err: error }, 'stuck letters'),
    );
  }

  start(): void {
    this.db.onCommit(() => this.wake());
    this.urgent.start();
    this.others.start();
    this.stuck.start();
  }

  /** Sends everything that is due, first that for which somebody waits; returns how many letters were tried. */
  async sendAll(): Promise<number> {
    return (await this.sendLane(true)) + (await this.sendLane(false));
  }

  /** Letters for which somebody waits and all others go apart: a link to sign in is not behind the results of thousands. */
  private async sendLane(isUrgent: boolean): Promise<number> {
    let total = 0;
    for (;;) {
      const taken = await this.take(
        `SELECT id FROM delivery
          WHERE state = 'waiting' AND is_urgent = $1 AND coalesce(retry_at, '-infinity') <= now()
          ORDER BY coalesce(retry_at, '-infinity'), created_at, id LIMIT ${batch} FOR UPDATE SKIP LOCKED`,
        [isUrgent],
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

  /**
   * The operator's `mail redrive`: what failed waits again, of one cause where one is said; so does what is stuck, and what
   * waits for its next try goes now.
   */
  redrive(cause: DeliveryCause | null = null): Promise<number> {
    return this.returned(
      `($1::text IS NULL OR cause = $1)
         AND (state = 'failed' OR state = 'waiting' AND retry_at > now() OR state = 'sending' AND started_at < now() - ${stuckFor})`,
      [cause],
    );
  }

  /** To whom letters went that never got there is not known for ever either. */
  async forgetRecipients(): Promise<void> {
    await this.db.reader.query(
      `UPDATE delivery SET recipient = ''
        WHERE event = ANY($1) AND recipient <> '' AND state IN ('failed', 'withdrawn') AND created_at < now() - interval '30 days'`,
      [forgetful],
    );
  }

  private async take(which: string, values: unknown[] = []): Promise<Taken[]> {
    const [taken] = await this.db.reader.query<[Taken[], number]>(
      `UPDATE delivery SET state = 'sending', started_at = now(), attempts = attempts + 1,
              first_tried_at = coalesce(first_tried_at, now()) WHERE id IN (${which})
       RETURNING id, user_id AS "userId", event, locale, context, recipient, attempts,
                 (extract(epoch FROM now() - first_tried_at) * 1000)::float AS "ageMs"`,
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
    const outcomes = over.map(({ letter, error }) => outcomeOf(letter, error, letter.ageMs));
    await this.db.reader.transaction(async (tx) => {
      if (onTheWay.length > 0)
        await tx.query(
          `UPDATE delivery SET started_at = now() WHERE id = ANY($1) AND started_at < now() - ${stuckFor} / 4`,
          [onTheWay],
        );
      if (outcomes.length === 0) return;
      await tx.query(
        `UPDATE delivery d SET state = r.state, cause = r.cause, last_error = r.error, retry_at = now() + r.retry_ms * interval '1 millisecond',
                sent_at = CASE WHEN r.state = 'sent' THEN $5::timestamptz END,
                recipient = CASE WHEN r.state = 'sent' AND d.event = ANY($7) THEN '' ELSE d.recipient END
           FROM unnest($1::uuid[], $2::text[], $3::text[], $4::float[], $6::text[]) AS r(id, state, error, retry_ms, cause)
          WHERE d.id = r.id AND d.state = 'sending'`,
        [
          outcomes.map(({ id }) => id),
          outcomes.map(({ state }) => state),
          outcomes.map(({ error }) => error),
          outcomes.map(({ retryMs }) => retryMs),
          this.clock.now(),
          outcomes.map(({ cause }) => cause),
          forgetful,
        ],
      );
      for (const { letter, error } of over)
        if (!error && typeof letter.context['secretOf'] === 'string')
          await this.vault.forget(tx, letter.context['secretOf']);
    });
    for (const { state } of outcomes) if (state !== 'waiting') this.metrics.mail(state);
  }

  private async returned(which: string, values: unknown[] = []): Promise<number> {
    const [rows] = await this.db.reader.query<[{ id: string }[], number]>(
      `UPDATE delivery SET state = 'waiting', retry_at = NULL,
              attempts = CASE WHEN state = 'failed' THEN 0 ELSE attempts END,
              first_tried_at = CASE WHEN state = 'failed' THEN NULL ELSE first_tried_at END
        WHERE ${which} RETURNING id`,
      values,
    );
    if (rows.length > 0) this.db.tellOfWork();
    return rows.length;
  }

  private wake(): void {
    this.urgent.wake();
    this.others.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.urgent.stop(), this.others.stop(), this.stuck.stop()]);
  }
}

const afterAWhile = (): Promise<false> => new Promise((resolve) => setTimeout(resolve, settleMs, false).unref());
