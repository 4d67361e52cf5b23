import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { Database, noteWork } from '../platform/database/database.js';
import { newId } from '../platform/ids.js';
import type { Told } from '../platform/outbox/outbox-message.entity.js';
import { LOGGER } from '../platform/tokens.js';
import { LetterRenderer } from './letter-renderer.js';
import { news } from './all-news.js';
import type { Audience, Recipient } from './news.js';

/** Deliveries are written so many by a statement. */
const batch = 1000;
/** News that could not be told comes again after so long. */
const tryAgainMs = 30_000;
/** Audiences are read side by side, so many at a time. */
const atOnce = 4;

/**
 * From an event to letters: one delivery per person and event. It may run twice or side by side: the constraint makes a
 * delivery once.
 */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly renderer: LetterRenderer,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Writes the deliveries of messages, in the caller's transaction. What must wait for its instant, or could not be told, is
   * answered with the instant at which it comes again. Facts are read beside the transaction, and letters that cannot be
   * written are put off by themselves, so that one message does not hold up the others.
   */
  async tell(tx: EntityManager, messages: readonly Told[], now: Date): Promise<Map<string, Date>> {
    const later = new Map<string, Date>();
    const rows = new Map<string, DeliveryRow[]>();
    const comesAgain = (message: Told, error: unknown) => {
      this.logger.error({ err: error as Error, message: message.id, type: message.type }, 'news not told');
      later.set(message.id, new Date(now.getTime() + tryAgainMs));
    };
    for (let from = 0; from < messages.length; from += atOnce)
      await Promise.all(
        messages.slice(from, from + atOnce).map(async (message) => {
          try {
            const found = await this.rowsOf(message, now);
            if (found instanceof Date) later.set(message.id, found);
            else rows.set(message.id, found);
          } catch (error) {
            comesAgain(message, error);
          }
        }),
      );
    const told = messages.filter(({ id }) => (rows.get(id) ?? []).length > 0);
    if (told.length === 0) return later;
    noteWork(tx);
    try {
      await tx.transaction((part) =>
        insertDeliveries(
          part,
          told.flatMap(({ id }) => rows.get(id)!),
        ),
      );
    } catch {
      // One of them cannot be written: each by itself, so that it holds up no other.
      for (const message of told)
        await tx
          .transaction((part) => insertDeliveries(part, rows.get(message.id)!))
          .catch((error: unknown) => comesAgain(message, error));
    }
    return later;
  }

  private async rowsOf(message: Told, now: Date): Promise<DeliveryRow[] | Date> {
    const em = this.db.reader;
    const kind = news[message.type];
    if (!kind) return [];
    const notBefore = (await kind.notBefore?.(em, message)) ?? null;
    if (notBefore && notBefore > now) return notBefore;
    const audience = await kind.audience(em, message, now);
    return audience ? audience.recipients.map((recipient) => this.toRow(message, audience, recipient)) : [];
  }

  private toRow(message: Told, { cycleId, zone, secretOf }: Audience, recipient: Recipient): DeliveryRow {
    const { userId, email, locale, name, timeZone, facts } = recipient;
    const context = JSON.parse(
      JSON.stringify({ name, timeZone, ...(zone && { zone }), facts, ...(secretOf && { secretOf }) }),
    ) as object;
    const row = { id: newId(), event: message.type, locale, context: context as Record<string, unknown> };
    const subject = this.renderer.subjectOf({ ...row, recipient: email });
    const createdAt = this.clock.now().toISOString();
    const isUrgent = news[message.type]?.isUrgent === true;
    return { ...row, isUrgent, messageId: message.id, cycleId, userId, recipient: email, subject, createdAt };
  }
}

interface DeliveryRow {
  id: string;
  messageId: string;
  event: string;
  isUrgent: boolean;
  cycleId: string | null;
  userId: string | null;
  recipient: string;
  locale: 'ru' | 'en';
  subject: string;
  context: Record<string, unknown>;
  createdAt: string;
}

async function insertDeliveries(tx: EntityManager, rows: readonly DeliveryRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += batch) await insertSome(tx, rows.slice(from, from + batch));
}

async function insertSome(tx: EntityManager, rows: readonly DeliveryRow[]): Promise<void> {
  await tx.query(
    `INSERT INTO delivery (id, message_id, event, cycle_id, user_id, recipient, locale, subject, context, created_at, is_urgent)
     SELECT d.id, d."messageId", d.event, d."cycleId", d."userId", d.recipient, d.locale, d.subject, d.context, d."createdAt", d."isUrgent"
       FROM jsonb_to_recordset($1) AS d(id uuid, "messageId" uuid, event text, "cycleId" uuid, "userId" uuid,
            recipient text, locale text, subject text, context jsonb, "createdAt" timestamptz, "isUrgent" boolean)
     ON CONFLICT (message_id, recipient) DO NOTHING`,
    [JSON.stringify(rows)],
  );
}
