import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { findUserByEmail } from '../../accounts/users/users.queries.js';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import { listNominations } from '../../cycles/nominations/nominations.queries.js';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { publicationRulesFrom } from '../../domain/cycles/publication-rules.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { attendanceByRoll, attendanceOf, mustHaveQuorum, quorumTermsOf } from '../../domain/results/sittings/quorum.js';
import { mustBeAbleToVote } from '../../domain/results/sittings/who-may-vote.js';
import { isAhead, mustHaveCome } from '../../domain/results/sittings/sitting-day.js';
import { countBallot, type Choice } from '../../domain/results/sittings/ballot.js';
import { type MemberRole } from '../../domain/results/sittings/sitting-record.js';
import { mustGiveReason } from '../../domain/kernel/reason.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, record, save, type Deed } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { AgendaItem } from './agenda-item.entity.js';
import { BallotVote } from './ballot-vote.entity.js';
import { BallotVoter } from './ballot-voter.entity.js';
import { Ballot } from './ballot.entity.js';
import { Dissent } from './dissent.entity.js';
import { MeetingMember } from './meeting-member.entity.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import { Recusal } from './recusal.entity.js';
import { listHidden } from '../access/hidden-entries.queries.js';
import { mayRunResults, mustRunResults, scopeOf } from '../access/results.policy.js';
import { getMeeting, lockMeeting } from '../meetings/meetings.queries.js';
import { mustEnter } from '../meetings/meetings.policy.js';
import {
  attendanceFor,
  readSitting,
  getMember,
  getAgendaItem,
  getBallot,
  listVotes,
  countEntitled,
} from './sittings.queries.js';
import { openBallotIn } from './open-ballot.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { isSigned } from '../meetings/meeting-closure.queries.js';

interface Scene {
  tx: EntityManager;
  meeting: Meeting;
  now: Date;
  deed: (action: string) => Deed;
}

/** A sitting as it goes: who is there, what is on the agenda, who stands aside, how was voted, who dissents. */
@Injectable()
export class SittingsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async read(actor: Actor, meetingId: string) {
    const meeting = await getMeeting(this.db.reader, meetingId);
    const facts = await readSitting(this.db.reader, meetingId);
    mustEnter(actor, meeting, facts.members);
    const self = facts.members.find(({ userId }) => userId !== null && userId === actor.userId) ?? null;
    const signed = await isSigned(this.db.reader, meetingId);
    const mayRun = mayRunResults(actor, scopeOf(meeting));
    const hidden = await listHidden(this.db.reader, actor.userId, { cycleId: meeting.cycleId });
    const cycle = await getCycle(this.db.reader, meeting.cycleId);
    const now = this.clock.now();
    return {
      meeting,
      cycle,
      isAhead: isAhead({ heldOn: meeting.heldOn, timeZone: cycle.timeZone }, now),
      nominations: await listNominations(this.db.reader, meeting.cycleId),
      ...facts,
      self,
      signed,
      /** Whether a ballot is on an entry that the reader must not meet. */
      isHidden: ({ motion }: Pick<Ballot, 'motion'>) => motion?.entryIds.some((id) => hidden.has(id)) ?? false,
      mayRun: mayRun && !signed,
      now,
    };
  }

  addMember(actor: Person, meetingId: string, input: { name: string; role: MemberRole; email: string }) {
    return this.running(actor, meetingId, async ({ tx, meeting, deed }) => {
      const user = input.email ? await findUserByEmail(tx, input.email) : null;
      if (input.email && !user)
        throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/email', rule: 'not-offered' }] });
      const values = {
        meetingId,
        userId: user?.id ?? null,
        name: input.name,
        role: input.role,
        present: false,
        declaration: null,
        declaredAt: null,
      };
      await create(tx, MeetingMember, values, deed('add-member'));
      await countAttendance(tx, meeting, deed('count-attendance'));
    });
  }

  /** Attendance by name; the numbers of the sitting follow from it. */
  attend(actor: Person, meetingId: string, memberId: string, present: boolean) {
    return this.running(actor, meetingId, async ({ tx, meeting, now, deed }) => {
      if (present) await mustSit(tx, meeting, now);
      const member = await getMember(tx, meetingId, memberId);
      await save(tx, member, { changes: { present }, events: [] }, deed('attend'));
      await countAttendance(tx, meeting, deed('count-attendance'));
    });
  }

  /** Yes or no, by the member or by the secretary in the member's words; it may be corrected until the protocol is signed. */
  declare(actor: Person, meetingId: string, memberId: string, declaration: 'none' | 'conflict') {
    return this.ownOrRunning(actor, meetingId, memberId, async ({ tx, now, deed }, member) => {
      const changes = { declaration, declaredAt: now };
      await save(tx, member, { changes, events: [] }, deed('declare'));
    });
  }

  addItem(actor: Person, meetingId: string, input: { title: string; nominationId: string | null }) {
    return this.running(actor, meetingId, async ({ tx, deed }) => {
      const position = (await tx.countBy(AgendaItem, { meetingId })) + 1;
      await create(tx, AgendaItem, { ...input, meetingId, position }, deed('add-item'));
    });
  }

  recuse(actor: Person, meetingId: string, input: { itemId: string; memberId: string; reason: string }) {
    return this.ownOrRunning(actor, meetingId, input.memberId, async ({ tx, now, deed }, member) => {
      const item = await getAgendaItem(tx, meetingId, input.itemId);
      const values = {
        agendaItemId: item.id,
        memberId: member.id,
        reason: mustGiveReason(input.reason),
        createdAt: now,
      };
      await create(tx, Recusal, values, deed('recuse'));
      const changes = { declaration: 'conflict' as const, declaredAt: now };
      await save(tx, member, { changes, events: [] }, deed('declare'));
    });
  }

  openBallot(actor: Person, meetingId: string, input: { itemId: string; question: string; secret: boolean }) {
    return this.running(actor, meetingId, async ({ tx, meeting, now, deed }) => {
      await mustSit(tx, meeting, now);
      const item = await getAgendaItem(tx, meetingId, input.itemId);
      await openBallotIn(tx, { ...input, itemId: item.id, meetingId, motion: null, now }, deed('open-ballot'));
    });
  }

  /**
   * A vote, once a member: the own one or, in an open ballot, what the secretary hears. A secret one is kept without a
   * name, and the record of it says only that the person has voted.
   */
  vote(actor: Person, meetingId: string, input: { ballotId: string; memberId: string; choice: Choice }) {
    return this.ownOrRunning(actor, meetingId, input.memberId, async ({ tx, deed }, member) => {
      const ballot = await getBallot(tx, meetingId, input.ballotId);
      if (ballot.state !== 'open')
        throw new Refusal({ code: 'action-not-allowed', action: 'vote', state: ballot.state });
      if (ballot.secret && member.userId !== actor.userId) throw new Refusal({ code: 'forbidden' });
      const isRecused = await tx.existsBy(Recusal, { agendaItemId: ballot.agendaItemId, memberId: member.id });
      mustBeAbleToVote(member, isRecused);
      await tx.insert(BallotVoter, { id: newId(), ballotId: ballot.id, memberId: member.id });
      await tx.insert(BallotVote, {
        // Ids of the usual kind tell when they were made, and so whose vote it is: one of a secret ballot tells nothing.
        id: ballot.secret ? randomUUID() : newId(),
        ballotId: ballot.id,
        memberId: ballot.secret ? null : member.id,
        choice: input.choice,
      });
      const after = { ballotId: ballot.id, memberId: member.id, ...(!ballot.secret && { choice: input.choice }) };
      await record(tx, deed('vote'), { subjectType: 'ballot', subjectId: ballot.id, before: null, after });
    });
  }

  /** Counts a ballot. Refuses what `countBallot` refuses, and `no-quorum`: without one a body decides nothing. */
  closeBallot(actor: Person, meetingId: string, ballotId: string) {
    return this.running(actor, meetingId, async ({ tx, meeting, now, deed }) => {
      const ballot = await getBallot(tx, meetingId, ballotId);
      if (ballot.state !== 'open')
        throw new Refusal({ code: 'action-not-allowed', action: 'close', state: ballot.state });
      const edition = await getEdition(tx, meeting.cycleId);
      const { sittings } = publicationRulesFrom(edition.publicationRules);
      const { nominationId } = await getAgendaItem(tx, meetingId, ballot.agendaItemId);
      const attendance = nominationId === null ? attendanceOf(meeting) : await attendanceFor(tx, meeting, nominationId);
      mustHaveQuorum(attendance, quorumTermsOf(edition));
      await tx.query('SELECT mix_secret_votes($1)', [ballotId]);
      const votes = await listVotes(tx, ballotId);
      const members = await countEntitled(tx, ballot, { meetingId, base: sittings.base });
      const { question, secret, motion, position } = ballot;
      const result = countBallot(votes, { question, secret, members, rules: sittings, motion, position });
      const changes = { state: 'closed' as const, result, closedAt: now };
      await save(tx, ballot, { changes, events: [] }, deed('close-ballot'));
    });
  }

  dissent(actor: Person, meetingId: string, memberId: string, text: string) {
    return this.ownOrRunning(actor, meetingId, memberId, async ({ tx, now, deed }, member) => {
      const values = { meetingId, memberId: member.id, text: mustGiveReason(text), givenAt: now };
      await create(tx, Dissent, values, deed('dissent'));
    });
  }

  /** For those who run the sitting. */
  private running(actor: Person, meetingId: string, work: (scene: Scene) => Promise<void>): Promise<void> {
    return this.scene(actor, meetingId, async (scene) => {
      mustRunResults(actor, scopeOf(scene.meeting));
      await work(scene);
    });
  }

  /** For the member, and for those who run the sitting in the member's words. */
  private ownOrRunning(
    actor: Person,
    meetingId: string,
    memberId: string,
    work: (scene: Scene, member: MeetingMember) => Promise<void>,
  ): Promise<void> {
    return this.scene(actor, meetingId, async (scene) => {
      const member = await getMember(scene.tx, meetingId, memberId);
      if (member.userId !== actor.userId) mustRunResults(actor, scopeOf(scene.meeting));
      await work(scene, member);
    });
  }

  /** What happens at one sitting happens one after another, until somebody has signed its protocol. */
  private scene(actor: Person, meetingId: string, work: (scene: Scene) => Promise<void>): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const meeting = await lockMeeting(tx, meetingId);
      mustEnter(actor, meeting, await tx.findBy(MeetingMember, { meetingId }));
      if (await isSigned(tx, meetingId))
        throw new Refusal({ code: 'action-not-allowed', action: 'edit', state: 'signed' });
      await work({ tx, meeting, now, deed: (action) => ({ actor, action, now }) });
    });
  }
}

/** Refuses with `sitting-ahead` what happens at a sitting before its day. */
async function mustSit(tx: EntityManager, { cycleId, heldOn }: Meeting, now: Date): Promise<void> {
  mustHaveCome({ heldOn, timeZone: (await getCycle(tx, cycleId)).timeZone }, now);
}

/** Where members are recorded by name, who is present follows from the roll. */
async function countAttendance(tx: EntityManager, meeting: Meeting, deed: Deed): Promise<void> {
  const members = await tx.findBy(MeetingMember, { meetingId: meeting.id });
  const attendance = attendanceByRoll(meeting, members);
  const attendees = members.filter((member) => member.present).map(({ name }) => name);
  const changes = { ...attendance, attendees: attendees.sort() };
  await save(tx, meeting, { changes, events: [] }, deed);
}
