import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { discussionOrder, doorsOf } from '../../domain/results/deliberation.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { mustGiveReason } from '../../domain/kernel/reason.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save } from '../../platform/database/save.js';
import { DiscussionMessage } from './discussion-message.entity.js';
import { MeetingMember } from '../sittings/meeting-member.entity.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import { mustDecide, mustRunResults, mustSeeResults, scopeOf } from '../access/results.policy.js';
import { listHidden } from '../rankings/rankings.queries.js';
import { getMeeting, lockMeeting } from '../results.queries.js';
import { mustEnter } from '../meetings/meetings.policy.js';

type Person = Actor & { userId: string };

/** An entry before the body, as it is discussed. */
interface Discussed {
  id: string;
  number: string;
  title: string;
  region: string;
  nomination: string;
  sheets: number;
  /** Greatest minus least total of the submitted sheets, in points; null with fewer than two. */
  spread: string | null;
  divergent: boolean;
}

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
    const entries = await listDiscussed(em, meetingId, above);
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
  const entries = await listDiscussed(tx, meeting.id, null);
  const hidden = await listHidden(tx, actor.userId, { cycleId: meeting.cycleId });
  if (hidden.has(submissionId) || !entries.some(({ id }) => id === submissionId))
    throw new Refusal({ code: 'not-found' });
}

/** Entries of the nominations on the agenda, with how far apart their sheets are. */
async function listDiscussed(em: EntityManager, meetingId: string, above: number | null): Promise<Discussed[]> {
  const rows: Omit<Discussed, 'divergent'>[] = await em.query(
    `SELECT s.id, s.register_number AS number, r.title, coalesce(r.organisation->>'regionName', s.region_code) AS region,
            n.title AS nomination, count(t.total)::int AS sheets,
            CASE WHEN count(t.total) > 1 THEN (max(t.total) - min(t.total))::text END AS spread
       FROM agenda_item i JOIN nomination n ON n.id = i.nomination_id
       JOIN meeting k ON k.id = i.meeting_id
       JOIN submission s ON s.nomination_id = n.id AND s.state = 'admitted'
        AND (k.region_code IS NULL OR s.region_code = k.region_code)
       JOIN submission_revision r ON r.id = s.revision_id
       LEFT JOIN LATERAL (
         SELECT sum(p.value::numeric * c.weight::numeric) AS total
           FROM assignment a JOIN evaluation v ON v.assignment_id = a.id AND v.state = 'submitted'
           CROSS JOIN LATERAL jsonb_each_text(v.scores) AS p JOIN criterion c ON c.id::text = p.key
          WHERE a.submission_id = s.id AND a.state = 'active' GROUP BY v.id) t ON true
      WHERE i.meeting_id = $1 GROUP BY s.id, r.title, r.organisation, n.title ORDER BY s.id`,
    [meetingId],
  );
  return rows.map((row) => ({
    ...row,
    divergent: above !== null && row.spread !== null && Number(row.spread) > above,
  }));
}

/** Members with an account who must not be in the room, entry by entry. */
function listAway(
  em: EntityManager,
  meetingId: string,
): Promise<{ memberId: string; name: string; entryId: string }[]> {
  return em.query(
    `SELECT m.id AS "memberId", m.name, s.id AS "entryId"
       FROM meeting_member m JOIN agenda_item i ON i.meeting_id = m.meeting_id
       JOIN submission s ON s.nomination_id = i.nomination_id AND s.state = 'admitted'
      WHERE m.meeting_id = $1 AND m.user_id IS NOT NULL AND is_staff_conflicted(m.user_id, s.id) ORDER BY m.name, s.id`,
    [meetingId],
  );
}
