import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import type { Person } from '../../domain/kernel/actor.js';
import { discussionOrder, doorsOf, isDivergent } from '../../domain/results/sittings/deliberation.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { mustGiveReason } from '../../domain/kernel/reason.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save } from '../../platform/database/save.js';
import { DiscussionMessage } from './discussion-message.entity.js';
import { MeetingMember } from '../sittings/meeting-member.entity.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import { mustDecide, mustRunResults, mustSeeResults, scopeOf } from '../access/results.policy.js';
import { listHidden } from '../access/hidden-entries.queries.js';
import { getMeeting, lockMeeting } from '../meetings/meetings.queries.js';
import { mustEnter } from '../meetings/meetings.policy.js';
import { listDiscussed, listAway } from './deliberation.queries.js';

/** Deliberation at a sitting: in which order, who leaves the room, what is said, what is being discussed now. */
@Injectable()
export class DeliberationService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The entries of the nominations on the agenda in the order of discussion; those hidden from the reader are left out. */
  async read(actor: Person, meetingId: string) {
    const em = this.db.reader;
    const meeting = await getMeeting(em, meetingId);
    mustSeeResults(actor, scopeOf(meeting));
    mustEnter(actor, meeting, await em.findBy(MeetingMember, { meetingId }));
    const { rankingRule } = await getEdition(em, meeting.cycleId);
    const above = rankingRule.divergence?.by === 'total' ? Number(rankingRule.divergence.above) : null;
    const entries = (await listDiscussed(em, meetingId)).map((row) => ({
      ...row,
      divergent: isDivergent(row.spread, above),
    }));
    const away = await listAway(em, meetingId);
    const order = discussionOrder(
      entries.map(({ id, divergent }) => ({
        id,
        divergent,
        away: away.filter((row) => row.entryId === id).map((row) => row.memberId),
      })),
    );
    const hidden = await listHidden(em, actor.userId, { cycleId: meeting.cycleId });
    const byId = new Map(entries.map((entry) => [entry.id, entry]));
    return {
      meeting,
      hiddenCount: order.filter(({ id }) => hidden.has(id)).length,
      doors: doorsOf(order),
      discussing: meeting.discussingId && !hidden.has(meeting.discussingId) ? meeting.discussingId : null,
      entries: order
        .filter(({ id }) => !hidden.has(id))
        .map(({ id }) => ({
          ...byId.get(id)!,
          leaving: away.filter((row) => row.entryId === id).map(({ name }) => name),
        })),
      messages: (
        await em.find(DiscussionMessage, { where: { meetingId }, order: { writtenAt: 'ASC', id: 'ASC' } })
      ).filter(({ submissionId }) => !hidden.has(submissionId)),
    };
  }

  /** Says what is being discussed now; null when nothing is. */
  discuss(actor: Person, meetingId: string, submissionId: string | null): Promise<Meeting> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const meeting = await lockMeeting(tx, meetingId);
      mustRunResults(actor, scopeOf(meeting));
      if (submissionId) await mustBeDiscussed(tx, actor, meeting, submissionId);
      const changes = { discussingId: submissionId, discussingSince: submissionId ? now : null };
      return save(tx, meeting, { changes, events: [] }, { actor, action: 'discuss', now });
    });
  }

  say(actor: Person, meetingId: string, submissionId: string, text: string): Promise<DiscussionMessage> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const meeting = await getMeeting(tx, meetingId);
      mustDecide(actor, scopeOf(meeting));
      mustEnter(actor, meeting, await tx.findBy(MeetingMember, { meetingId }));
      await mustBeDiscussed(tx, actor, meeting, submissionId);
      const values = { meetingId, submissionId, authorId: actor.userId, authorName: actor.name };
      const message = { ...values, text: mustGiveReason(text), writtenAt: now };
      return create(tx, DiscussionMessage, message, { actor, action: 'say', now });
    });
  }
}

async function mustBeDiscussed(tx: EntityManager, actor: Person, meeting: Meeting, submissionId: string) {
  const entries = await listDiscussed(tx, meeting.id);
  const hidden = await listHidden(tx, actor.userId, { cycleId: meeting.cycleId });
  if (hidden.has(submissionId) || !entries.some(({ id }) => id === submissionId))
    throw new Refusal({ code: 'not-found' });
}
