import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { personAs } from '../../accounts/users/invited-person.js';
import { getUser } from '../../accounts/users/users.queries.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import {
  mayWrite,
  mustWrite,
  mustWriteTo,
  type BroadcastAudience,
  type BroadcastKind,
  type BroadcastSide,
} from '../../domain/kernel/broadcast.js';
import type { Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, record, save, tell } from '../../platform/database/save.js';
import { isId, newId } from '../../platform/ids.js';
import { LetterRenderer } from '../letter-renderer.js';
import { countDeliveries, listAudience, listDeliveries, listHashOf, type AudiencePerson } from './audience.queries.js';
import { factsOf } from './broadcast-facts.js';
import { Broadcast, BroadcastRecipient, BroadcastRefusal } from './broadcast.entity.js';

export interface BroadcastInput extends BroadcastAudience {
  kind: BroadcastKind;
  subject: string;
  body: string;
  isDuty: boolean;
}

export interface Foreseen {
  broadcast: Broadcast;
  people: AudiencePerson[];
  hash: string;
  /** As the first of them would read it; null where there is nobody. */
  letter: { to: string; subject: string; text: string } | null;
}

const batch = 1000;

/** Letters to many: written, looked at with the list of those who get it, sent once. */
@Injectable()
export class BroadcastsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly renderer: LetterRenderer,
  ) {}

  /** The side of an organizer. Refuses `not-found` all others. */
  async ofCycle(actor: Person, cycleId: string): Promise<BroadcastSide> {
    const side = { of: 'cycle' as const, cycleId };
    mustWrite(actor, side);
    await getCycle(this.db.reader, cycleId);
    return side;
  }

  /**
   * The side of a coordinator: in the contest of the letter, in that asked for, else in the latest of those in which they may
   * write. Refuses `not-found` all others.
   */
  async ofRegion(
    actor: Person,
    code: string,
    { cycleId, letterId }: { cycleId?: string | undefined; letterId?: string } = {},
  ): Promise<BroadcastSide> {
    const em = this.db.reader;
    const letter =
      letterId !== undefined && isId(letterId)
        ? await em.findOneBy(Broadcast, { id: letterId, sideRegion: code })
        : null;
    if (letterId !== undefined && !letter) throw new Refusal({ code: 'not-found' });
    const asked = letter?.cycleId ?? cycleId ?? (await this.contestsOf(actor, code))[0]?.id;
    if (!asked || !isId(asked)) throw new Refusal({ code: 'not-found' });
    const side = { of: 'region' as const, cycleId: asked, code };
    mustWrite(actor, side);
    await getCycle(em, asked);
    return side;
  }

  /** The announced contests in which a coordinator writes to the entrants of the region, the latest first. */
  async contestsOf(actor: Person, code: string): Promise<Cycle[]> {
    const running = await this.db.reader.find(Cycle, {
      where: { state: 'announced' },
      order: { year: 'DESC', id: 'ASC' },
    });
    return running.filter(({ id }) => mayWrite(actor, { of: 'region', cycleId: id, code }));
  }

  /** What there is to choose from, and what was written on this side, the latest first. */
  async page(side: BroadcastSide): Promise<{ cycle: Cycle; nominations: Nomination[]; broadcasts: Broadcast[] }> {
    const em = this.db.reader;
    const { cycleId } = side;
    const [cycle, nominations, broadcasts] = await Promise.all([
      getCycle(em, cycleId),
      em.find(Nomination, { where: { cycleId }, order: { position: 'ASC' } }),
      em.find(Broadcast, {
        where: { cycleId, sideRegion: regionOf(side) ?? IsNull() },
        relations: { writtenBy: true },
        order: { createdAt: 'DESC' },
        take: 50,
      }),
    ]);
    return { cycle, nominations, broadcasts };
  }

  /** Writes the letter down; nothing goes out by it. */
  write(actor: Person, side: BroadcastSide, input: BroadcastInput): Promise<Broadcast> {
    mustWriteTo(actor, side, input);
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      await mustBeOfCycle(tx, side.cycleId, input.nominationId);
      const facts = { cycleId: side.cycleId, sideRegion: regionOf(side), writtenById: actor.userId, createdAt: now };
      return create(tx, Broadcast, { ...input, ...facts, sentAt: null, listHash: '' }, { actor, action: 'write', now });
    });
  }

  /** Other words or another audience, while it was not sent. */
  rewrite(actor: Person, side: BroadcastSide, id: string, input: BroadcastInput): Promise<void> {
    mustWriteTo(actor, side, input);
    return this.db.transaction(async (tx) => {
      const broadcast = await this.lock(tx, side, id);
      mustBeDraft(broadcast);
      await mustBeOfCycle(tx, side.cycleId, input.nominationId);
      await save(tx, broadcast, { changes: input, events: [] }, { actor, action: 'rewrite', now: this.clock.now() });
    });
  }

  /** Who would get it now, and how it reads. */
  async foresee(actor: Person, side: BroadcastSide, id: string): Promise<Foreseen> {
    const em = this.db.reader;
    const broadcast = await this.get(em, side, id);
    if (broadcast.sentAt) return { broadcast, people: [], hash: '', letter: null };
    mustWriteTo(actor, side, broadcast);
    const people = await listAudience(em, broadcast, audienceOf(actor, broadcast));
    const [first] = people;
    const hash = listHashOf(people, broadcast);
    if (!first) return { broadcast, people, hash, letter: null };
    const { name, email, locale, timeZone } = first;
    const context = { name, timeZone, facts: factsOf(broadcast, actor.name) };
    const draft = { id: newId(), event: 'broadcast.sent', locale, recipient: email, context };
    const { subject, text } = this.renderer.preview(draft);
    return { broadcast, people, hash, letter: { to: name, subject, text } };
  }

  /** Sends it to the writer alone. */
  test(actor: Person, side: BroadcastSide, id: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const broadcast = await this.lock(tx, side, id);
      mustBeDraft(broadcast);
      await tell(tx, [{ type: 'broadcast.tested', broadcastId: id, userId: actor.userId }], now);
    });
  }

  /**
   * Rules §22. Sends it to the list that was looked at, each of whom gets it once. Refuses `list-changed` where the list or the words are
   * others by now, `nobody-to-write` an empty one, `action-not-allowed` what was sent.
   */
  send(actor: Person, side: BroadcastSide, id: string, seen: string): Promise<number> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const broadcast = await this.lock(tx, side, id);
      mustBeDraft(broadcast);
      mustWriteTo(actor, side, broadcast);
      const people = await listAudience(tx, broadcast, audienceOf(actor, broadcast));
      const listHash = listHashOf(people, broadcast);
      if (listHash !== seen) throw new Refusal({ code: 'list-changed' });
      if (people.length === 0) throw new Refusal({ code: 'nobody-to-write' });
      for (let from = 0; from < people.length; from += batch)
        await tx.insert(
          BroadcastRecipient,
          people.slice(from, from + batch).map((person) => ({ broadcastId: id, userId: person.id })),
        );
      const events = [{ type: 'broadcast.sent', broadcastId: id }];
      await save(tx, broadcast, { changes: { sentAt: now, listHash }, events }, { actor, action: 'send', now });
      return people.length;
    });
  }

  /** What became of a letter that was sent. */
  async progress({ id, cycleId, sentAt }: Broadcast, limit: number) {
    const sent = { id, cycleId, sentAt: sentAt! };
    const [counts, rows] = await Promise.all([
      countDeliveries(this.db.reader, sent),
      listDeliveries(this.db.reader, sent, limit),
    ]);
    return { counts, rows };
  }

  /** Whether the person takes letters to many that are about no duty. */
  async takes({ userId }: Pick<Person, 'userId'>): Promise<boolean> {
    return !(await this.db.reader.existsBy(BroadcastRefusal, { userId }));
  }

  /** Whoever has the link of a letter refuses such letters, once; that a link did it is on record. */
  async refuseByLink(userId: string): Promise<void> {
    if (!(await this.takes({ userId }))) return;
    const { name } = await getUser(this.db.reader, userId);
    await this.setTaking({ ...personAs({ id: userId, name }), userId }, false);
  }

  setTaking(actor: Person, takes: boolean): Promise<void> {
    const { userId } = actor;
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      if (takes) await tx.delete(BroadcastRefusal, { userId });
      else
        await tx.query(
          'INSERT INTO broadcast_refusal (user_id, refused_at) VALUES ($1, $2) ON CONFLICT (user_id) DO NOTHING',
          [userId, now],
        );
      const what = {
        subjectType: 'user_account',
        subjectId: userId,
        before: null,
        after: { takesLettersToMany: takes },
      };
      await record(tx, { actor, action: 'choose-letters', now }, what);
    });
  }

  private async get(em: EntityManager, side: BroadcastSide, id: string): Promise<Broadcast> {
    const where = { id, cycleId: side.cycleId, sideRegion: regionOf(side) ?? IsNull() };
    const broadcast = isId(id) ? await em.findOne(Broadcast, { where, relations: { writtenBy: true } }) : null;
    if (!broadcast) throw new Refusal({ code: 'not-found' });
    return broadcast;
  }

  private async lock(tx: EntityManager, side: BroadcastSide, id: string): Promise<Broadcast> {
    await this.get(tx, side, id);
    return tx.findOneOrFail(Broadcast, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }
}

const regionOf = (side: BroadcastSide): string | null => (side.of === 'region' ? side.code : null);

const audienceOf = ({ userId }: Person, { cycleId, isDuty }: Broadcast) => ({ cycleId, writerId: userId, isDuty });

function mustBeDraft({ sentAt }: Broadcast): void {
  if (sentAt) throw new Refusal({ code: 'action-not-allowed', action: 'send', state: 'sent' });
}

async function mustBeOfCycle(tx: EntityManager, cycleId: string, nominationId: string | null): Promise<void> {
  if (nominationId !== null && !(await tx.existsBy(Nomination, { id: nominationId, cycleId })))
    throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/nominationId', rule: 'not-offered' }] });
}
