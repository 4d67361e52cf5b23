import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Refusal } from '../domain/kernel/refusal.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/ids.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { LinkVault } from '../platform/secrets/link-vault.js';
import { Mailer } from '../platform/mail/mailer.js';
import { Metrics } from '../platform/operations/metrics.js';
import { OutboxMessage } from '../platform/outbox/outbox-message.entity.js';
import { LOGGER } from '../platform/tokens.js';
import { Delivery } from './delivery.entity.js';
import { LetterRenderer } from './letter-renderer.js';
import { news } from './news-by-event.js';
import type { Audience, Recipient } from './news.js';

/** After so many tries a letter is given up, and stays where people see it. */
const maxAttempts = 8;
const batch = 1000;

/**
 * From an event to mail. Announcing writes one delivery per person and event, delivering sends one letter. Both may run
 * twice, side by side, or die in the middle: the constraint makes a delivery once, the state lets one sender take it, and
 * a letter that was on its way when its process died goes again under the same Message-ID.
 */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly renderer: LetterRenderer,
    private readonly mailer: Mailer,
    private readonly vault: LinkVault,
    private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Writes the deliveries of an event and asks for their jobs; what must wait for its instant asks for itself then. */
  async announce(messageId: string): Promise<void> {
    const em = this.db.reader;
    const now = this.clock.now();
    const message = await em.findOneBy(OutboxMessage, { id: messageId });
    const kind = message && news[message.type];
    if (!message || !kind) return;
    const notBefore = (await kind.notBefore?.(em, message)) ?? null;
    if (notBefore && notBefore > now) {
      const delayMs = notBefore.getTime() - now.getTime();
      await this.jobs.add('notifications.announce', { messageId }, { jobId: `${messageId}-${newId()}`, delayMs });
      return;
    }
    const audience = await kind.audience(em, message, now);
    if (!audience) return;
    for (let from = 0; from < audience.recipients.length; from += batch)
      await this.write(message, audience, audience.recipients.slice(from, from + batch));
    const waiting = await em.find(Delivery, { where: { messageId, state: 'waiting' }, select: { id: true } });
    await this.ask(waiting.map(({ id }) => id));
  }

  private async write(message: OutboxMessage, audience: Audience, recipients: Recipient[]): Promise<void> {
    const rows = recipients.map((recipient) => this.toRow(message, audience, recipient));
    await this.db.reader.createQueryBuilder().insert().into(Delivery).values(rows).orIgnore().execute();
  }

  private toRow(message: OutboxMessage, { cycleId, secretOf }: Audience, recipient: Recipient) {
    const { userId, email, locale, name, timeZone, facts } = recipient;
    const context = { name, timeZone, facts, ...(secretOf && { secretOf }) };
    const row = { id: newId(), event: message.type, locale, context: JSON.parse(JSON.stringify(context)) as object };
    return {
      ...row,
      messageId: message.id,
      cycleId,
      userId,
      recipient: email,
      subject: this.renderer.subjectOf(row as never),
      state: 'waiting' as const,
      attempts: 0,
      lastError: '',
      createdAt: this.clock.now(),
      startedAt: null,
      sentAt: null,
    };
  }

  /** Asks for the jobs of deliveries; `again` makes new jobs where the first ones are over. */
  private async ask(deliveryIds: string[], again = ''): Promise<void> {
    for (let from = 0; from < deliveryIds.length; from += batch)
      await this.jobs.addMany(
        'notifications.deliver',
        deliveryIds
          .slice(from, from + batch)
          .map((deliveryId) => ({ payload: { deliveryId }, jobId: `${deliveryId}${again}` })),
      );
  }

  /** Sends one letter. Whoever takes the row from `waiting` sends it; anybody else finds nothing to do. */
  async deliver(deliveryId: string): Promise<void> {
    const delivery = await this.take(deliveryId);
    if (!delivery) return;
    try {
      await this.mailer.send(await this.renderer.mailOf(delivery));
    } catch (error) {
      await this.putBack(delivery, error as Error);
      throw error;
    }
    await this.db.transaction(async (tx) => {
      await tx.update(Delivery, { id: delivery.id, state: 'sending' }, { state: 'sent', sentAt: this.clock.now() });
      const secretOf = delivery.context['secretOf'];
      if (typeof secretOf === 'string') await this.vault.forget(tx, secretOf);
    });
    this.metrics.mail('sent');
  }

  /** By the database's own clock: a clock that is moved in the demonstration must not make letters look stuck. */
  private async take(deliveryId: string): Promise<Delivery | null> {
    const em = this.db.reader;
    const taken = await em
      .createQueryBuilder()
      .update(Delivery)
      .set({ state: 'sending', startedAt: () => 'now()', attempts: () => 'attempts + 1' })
      .where("id = :deliveryId AND state = 'waiting'", { deliveryId })
      .execute();
    return taken.affected === 1 ? em.findOneByOrFail(Delivery, { id: deliveryId }) : null;
  }

  private async putBack(delivery: Delivery, error: Error): Promise<void> {
    const isOver = error instanceof Refusal || isRefusedForGood(error) || delivery.attempts >= maxAttempts;
    if (isOver) this.metrics.mail('failed');
    await this.db.reader.update(
      Delivery,
      { id: delivery.id, state: 'sending' },
      { state: isOver ? 'failed' : 'waiting', lastError: error.message.slice(0, 500) },
    );
  }

  /**
   * Letters whose sender died go again; letters that wait without a job get one, and news whose instant has come while
   * its delayed job was lost, or the clock was moved, is announced.
   */
  async returnStuck(): Promise<number> {
    const em = this.db.reader;
    const stuck: { id: string }[] = await this.returned(
      "state = 'sending' AND started_at < now() - interval '2 minutes'",
    );
    const idle: { id: string }[] = await em.query(
      `SELECT id FROM delivery WHERE state = 'waiting'
          AND greatest(created_at, coalesce(started_at, created_at)) < now() - interval '10 minutes' LIMIT 5000`,
    );
    await this.ask(
      [...stuck, ...idle].map(({ id }) => id),
      `-${newId()}`,
    );
    const due: { id: string }[] = await em.query(
      `SELECT m.id FROM outbox_message m JOIN publication p ON p.id = (m.payload->>'publicationId')::uuid
        WHERE m.type IN ('result.announced', 'publication.published') AND m.dispatched_at IS NOT NULL
          AND p.publish_at BETWEEN $1::timestamptz - interval '60 days' AND $1 AND m.created_at < p.publish_at
          AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.message_id = m.id)`,
      [this.clock.now()],
    );
    for (const { id } of due) await this.announce(id);
    if (stuck.length > 0) this.logger.warn({ letters: stuck.length }, 'letters of a dead sender go again');
    return stuck.length;
  }

  /** The operator's `mail redrive`: everything failed or stuck waits again. */
  async redrive(): Promise<number> {
    const again = await this.returned(
      "state = 'failed' OR state = 'sending' AND started_at < now() - interval '2 minutes'",
    );
    await this.ask(
      again.map(({ id }) => id),
      `-${newId()}`,
    );
    return again.length;
  }

  /** Asks for one letter again, after it was put back to wait. */
  async askAgain(deliveryId: string): Promise<void> {
    await this.ask([deliveryId], `-${newId()}`);
  }

  private async returned(which: string): Promise<{ id: string }[]> {
    const [rows] = (await this.db.reader.query(
      `UPDATE delivery SET state = 'waiting', attempts = CASE WHEN state = 'failed' THEN 0 ELSE attempts END
        WHERE ${which} RETURNING id`,
    )) as [{ id: string }[], number];
    return rows;
  }
}

/** The server says that trying again is of no use: no such mailbox, for instance. */
function isRefusedForGood(error: Error & { responseCode?: number }): boolean {
  return error.responseCode !== undefined && error.responseCode >= 500 && error.responseCode < 600;
}
