import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor, Person } from '../domain/kernel/actor.js';
import { Refusal } from '../domain/kernel/refusal.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { record, save } from '../platform/database/save.js';
import { newestFirst } from '../platform/http/newest-first.js';
import type { Page } from '../platform/http/paging.js';
import { isId } from '../platform/ids.js';
import type { Mail } from '../platform/mail/mailer.js';
import { Delivery } from './delivery.entity.js';
import { LetterRenderer } from './letter-renderer.js';

export const letterStates = ['waiting', 'sending', 'sent', 'failed', 'withdrawn'] as const;
export type LetterState = (typeof letterStates)[number];

/** Who may look after which letters: administrators after all, organizers after those of their cycles. */
function cyclesOf(actor: Actor): 'all' | string[] {
  if (actor.kind === 'system' || actor.grants.some(({ role }) => role === 'admin')) return 'all';
  return actor.grants
    .filter(({ role, nominationId, regionCode }) => role === 'organizer' && !nominationId && !regionCode)
    .map(({ cycleId }) => cycleId ?? 'every');
}

/** The letters as rows: seen, sent again, taken back. */
@Injectable()
export class LettersService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly renderer: LetterRenderer,
  ) {}

  async list(
    actor: Person,
    filter: { state?: LetterState | undefined; recipient?: string | undefined; cursor?: string | undefined },
    limit = 50,
  ): Promise<Page<Delivery>> {
    const query = this.visible(this.db.reader, actor);
    if (filter.state) query.andWhere('d.state = :state', { state: filter.state });
    if (filter.recipient?.trim())
      query.andWhere('d.recipient = :recipient', { recipient: filter.recipient.trim().toLowerCase() });
    return newestFirst(query, { by: 'createdAt', cursor: filter.cursor, limit });
  }

  async countByState(actor: Person): Promise<Partial<Record<LetterState, number>>> {
    const rows = await this.visible(this.db.reader, actor)
      .select('d.state', 'state')
      .addSelect('count(*)::int', 'count')
      .groupBy('d.state')
      .getRawMany<{ state: LetterState; count: number }>();
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  }

  /** One letter as its reader sees it, but for the token of its link; reading it is on record. */
  async read(actor: Person, id: string): Promise<{ delivery: Delivery; mail: Pick<Mail, 'html' | 'text'> }> {
    return this.db.transaction(async (tx) => {
      const delivery = await this.get(tx, actor, id);
      const deed = { actor, action: 'read', now: this.clock.now() };
      await record(tx, deed, { subjectType: 'delivery', subjectId: id, before: null, after: null });
      return { delivery, mail: this.renderer.preview(delivery) };
    });
  }

  /** A letter that failed goes again. */
  async resend(actor: Person, id: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const delivery = await this.lock(tx, actor, id);
      mustBeIn(delivery, 'failed', 'resend');
      const changes = { state: 'waiting' as const, attempts: 0, lastError: '', retryAt: null };
      await save(tx, delivery, { changes, events: [] }, { actor, action: 'resend', now: this.clock.now() });
    });
  }

  /** A letter that still waits does not go. */
  async withdraw(actor: Person, id: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const delivery = await this.lock(tx, actor, id);
      mustBeIn(delivery, 'waiting', 'withdraw');
      const changes = { state: 'withdrawn' as const };
      await save(tx, delivery, { changes, events: [] }, { actor, action: 'withdraw', now: this.clock.now() });
    });
  }

  private async get(em: EntityManager, actor: Person, id: string): Promise<Delivery> {
    const delivery = isId(id) ? await this.visible(em, actor).andWhere('d.id = :id', { id }).getOne() : null;
    if (!delivery) throw new Refusal({ code: 'not-found' });
    return delivery;
  }

  private async lock(tx: EntityManager, actor: Person, id: string): Promise<Delivery> {
    await this.get(tx, actor, id);
    return tx.findOneOrFail(Delivery, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  private visible(em: EntityManager, actor: Person) {
    const cycles = cyclesOf(actor);
    if (cycles !== 'all' && cycles.length === 0) throw new Refusal({ code: 'forbidden' });
    // Of an entry that the reader must not meet there is no letter either, but those to the reader.
    const query = em.createQueryBuilder(Delivery, 'd').where(
      `(d.user_id = :reader OR NOT EXISTS (SELECT 1 FROM outbox_message m WHERE m.id = d.message_id
         AND m.payload->>'submissionId' IN (SELECT entries_hidden_from(:reader)::text)))`,
      { reader: actor.userId },
    );
    if (cycles === 'all') return query;
    if (cycles.includes('every')) return query.andWhere('d.cycle_id IS NOT NULL');
    return query.andWhere('d.cycle_id = ANY(:cycles)', { cycles });
  }
}

function mustBeIn(delivery: Delivery, state: LetterState, action: string): void {
  if (delivery.state !== state) throw new Refusal({ code: 'action-not-allowed', action, state: delivery.state });
}
