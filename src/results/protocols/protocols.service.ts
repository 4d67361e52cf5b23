import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { approve } from '../../domain/results/protocols/approval.js';
import { signedText } from '../../domain/results/protocols/signature.js';
import { refusalOf } from '../../platform/http/problems/refusal-of.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, record } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { SigningKeys } from '../../platform/secrets/signing-keys.js';
import { Approval } from './approval.entity.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import { Protocol } from './protocol.entity.js';
import { twinOf, standingHash } from './protocol-twin.queries.js';
import { capacityOf, mustRunResults, mustSeeResults, scopeOf } from '../access/results.policy.js';
import {
  findLatestProtocol,
  getProtocol,
  listApprovals,
  listProtocols,
  type ProtocolHead,
} from './protocols.queries.js';
import { isPublished } from '../meetings/meeting-closure.queries.js';
import { listHidden } from '../access/hidden-entries.queries.js';
import { getMeeting, lockMeeting } from '../meetings/meetings.queries.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';

/** Drawing up protocols and signing them. */
@Injectable()
export class ProtocolsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly keys: SigningKeys,
  ) {}

  /** Draws up the protocol of a sitting; when nothing has changed since the last one, that one is it. */
  drawUp(actor: Actor, meetingId: string): Promise<Protocol> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const meeting = await lockMeeting(tx, meetingId);
      mustRunResults(actor, scopeOf(meeting));
      const twin = await twinOf(tx, meeting, now);
      const before = await findLatestProtocol(tx, meetingId);
      if (before?.hash === twin.sha256) return before;
      const protocol = Object.assign(new Protocol(), {
        id: newId(),
        cycleId: meeting.cycleId,
        meetingId,
        twin,
        hash: twin.sha256,
        createdAt: now,
        createdById: actor.userId,
      });
      await tx.insert(Protocol, protocol);
      await record(
        tx,
        { actor, action: 'draw-up', now },
        { subjectType: 'protocol', subjectId: protocol.id, before: null, after: { meetingId, hash: twin.sha256 } },
      );
      return protocol;
    });
  }

  /**
   * Signs what was read. Refuses with `protocol-changed` when something else stands now, and with `same-approver` for a
   * second signature of one person, however close together the clicks are.
   */
  approve(actor: Person, protocolId: string, hashRead: string): Promise<Approval> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const protocol = await getProtocol(tx, protocolId);
      const meeting = await lockMeeting(tx, protocol.meetingId);
      const capacity = capacityOf(actor, scopeOf(meeting));
      await mustMeetItsEntries(tx, actor, protocol);
      const hash = await standingHash(tx, meeting, now);
      const approvals = await listApprovals(tx, [protocol.id]);
      if (hash !== protocol.hash) throw new Refusal({ code: 'protocol-changed' });
      const signature = approve({ userId: actor.userId, hashRead, now }, { hash, approvals });
      const facts = { hash, userName: actor.name, person: actor.userId, capacity, approvedAt: now.toISOString() };
      const signed = { ...(await this.keys.sign(tx, signedText(facts), now)), namesPerson: true };
      const values = { ...signature, protocolId: protocol.id, userName: actor.name, capacity, ...signed };
      return create(tx, Approval, values, { actor, action: 'approve', now });
    });
  }

  /** Why nobody can sign now; null where they can. */
  hindrance(): Promise<Refusal | null> {
    return refusalOf(() => this.keys.mustBeValid(this.db.reader));
  }

  /** The protocols of a cycle and their signatures. */
  async list(actor: Actor, cycleId: string): Promise<{ protocols: ProtocolHead[]; approvals: Approval[] }> {
    const em = this.db.reader;
    mustSeeResults(actor, { cycleId: (await getCycle(em, cycleId)).id });
    const protocols = await listProtocols(em, cycleId);
    const ids = protocols.map(({ id }) => id);
    return { protocols, approvals: await listApprovals(em, ids) };
  }

  async read(actor: Actor, id: string) {
    const protocol = await getProtocol(this.db.reader, id);
    const meeting = await getMeeting(this.db.reader, protocol.meetingId);
    mustSeeResults(actor, scopeOf(meeting));
    await mustMeetItsEntries(this.db.reader, actor, protocol);
    const approvals = await listApprovals(this.db.reader, [id]);
    const { twin } = protocol;
    const { timeZone } = await getCycle(this.db.reader, protocol.cycleId);
    return { protocol, meeting, twin, approvals, timeZone, now: this.clock.now() };
  }

  /** Whether the protocol still says what the sitting decided. */
  async stands(protocol: Protocol, meeting: Meeting): Promise<boolean> {
    return (await standingHash(this.db.reader, meeting, this.clock.now())) === protocol.hash;
  }
}

/**
 * A protocol tells everything about every entry in it. Who has a conflict of interest with one of them neither reads nor
 * signs it, until it is published: `conflict-of-interest`; another signs.
 */
async function mustMeetItsEntries(em: EntityManager, actor: Actor, protocol: Protocol): Promise<void> {
  const hidden = await listHidden(em, actor.userId, { cycleId: protocol.cycleId });
  if (hidden.size === 0 || (await isPublished(em, protocol.meetingId))) return;
  const { nominations, regional = [] } = protocol.twin;
  const entries = [...nominations.map(({ input }) => input.entries), ...regional.map((each) => each.entries)].flat();
  if (entries.some(({ id }) => hidden.has(id))) throw new Refusal({ code: 'conflict-of-interest', source: 'declared' });
}
