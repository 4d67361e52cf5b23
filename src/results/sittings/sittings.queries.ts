import type { EntityManager } from 'typeorm';
import type { BallotPlace } from '../../domain/results/decisions/award.js';
import type { Vote } from '../../domain/results/sittings/ballot.js';
import type { SittingRecord } from '../../domain/results/sittings/sitting-record.js';
import { AgendaItem } from './agenda-item.entity.js';
import { BallotVoter } from './ballot-voter.entity.js';
import { Ballot } from './ballot.entity.js';
import { Dissent } from './dissent.entity.js';
import { MeetingMember } from './meeting-member.entity.js';
import { Recusal } from './recusal.entity.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import { type Attendance, attendanceWithout } from '../../domain/results/sittings/quorum.js';
import type { SittingRules } from '../../domain/cycles/sitting-rules.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { isId } from '../../platform/ids.js';

/** Everything of a sitting, with a fixed number of queries. */
export interface SittingContents {
  members: MeetingMember[];
  agenda: (AgendaItem & { recusals: Recusal[]; ballots: (Ballot & { voters: string[] })[] })[];
  dissents: Dissent[];
}

export async function readSitting(em: EntityManager, meetingId: string): Promise<SittingContents> {
  const members = await em.find(MeetingMember, { where: { meetingId }, order: { role: 'ASC', name: 'ASC' } });
  const items = await em.find(AgendaItem, { where: { meetingId }, order: { position: 'ASC' } });
  const recusals = await em.find(Recusal, {
    where: { agendaItem: { meetingId } },
    order: { createdAt: 'ASC', id: 'ASC' },
  });
  const ballots = await em.find(Ballot, {
    where: { agendaItem: { meetingId } },
    order: { position: 'ASC' },
  });
  const voters = await em.find(BallotVoter, { where: { ballot: { agendaItem: { meetingId } } } });
  return {
    members,
    agenda: items.map((item) => ({
      ...item,
      recusals: recusals.filter(({ agendaItemId }) => agendaItemId === item.id),
      ballots: ballots
        .filter(({ agendaItemId }) => agendaItemId === item.id)
        .map((ballot) => ({
          ...ballot,
          voters: voters.filter(({ ballotId }) => ballotId === ballot.id).map(({ memberId }) => memberId),
        })),
    })),
    dissents: await em.find(Dissent, { where: { meetingId }, order: { givenAt: 'ASC', id: 'ASC' } }),
  };
}

/** What of a sitting stands in its protocol; null where nobody recorded members or questions. */
export function recordOf({ members, agenda, dissents }: SittingContents): SittingRecord | null {
  if (members.length === 0 && agenda.length === 0) return null;
  const nameOf = (id: string) => members.find((member) => member.id === id)?.name ?? '';
  return {
    members: members.map(({ name, role, present, declaration }) => ({ name, role, present, declaration })),
    agenda: agenda.map(({ title, recusals, ballots }) => ({
      title,
      recused: recusals.map(({ memberId, reason }) => ({ name: nameOf(memberId), reason })),
      ballots: ballots.flatMap(({ result }) => (result ? [result] : [])),
    })),
    dissents: dissents.map(({ memberId, text }) => ({ name: nameOf(memberId), text })),
  };
}

/** Where the closed ballots of a sitting stand in what {@link recordOf} says, by their ids. */
export function ballotPlacesOf({ agenda }: SittingContents): Map<string, BallotPlace> {
  return new Map(
    agenda.flatMap(({ ballots }, question) =>
      ballots.filter(({ result }) => result).map(({ id }, ballot): [string, BallotPlace] => [id, { question, ballot }]),
    ),
  );
}

/** Members of a sitting who are present and do not stand aside from the nomination. */
export function listVoters(
  em: EntityManager,
  meetingId: string,
  nominationId: string,
): Promise<{ id: string; name: string }[]> {
  return em.query(
    `SELECT m.id, m.name FROM meeting_member m WHERE m.meeting_id = $1 AND m.present AND NOT EXISTS (
        SELECT 1 FROM recusal r JOIN agenda_item i ON i.id = r.agenda_item_id
         WHERE r.member_id = m.id AND i.nomination_id = $2) ORDER BY m.name, m.id`,
    [meetingId, nominationId],
  );
}

/** Who is there for the question of a nomination: those who stand aside from it are not among the present. */
export async function attendanceFor(tx: EntityManager, meeting: Meeting, nominationId: string): Promise<Attendance> {
  const [aside]: { all: number; present: number }[] = await tx.query(
    `SELECT count(DISTINCT m.id)::int AS "all", count(DISTINCT m.id) FILTER (WHERE m.present)::int AS present
       FROM recusal r JOIN agenda_item i ON i.id = r.agenda_item_id JOIN meeting_member m ON m.id = r.member_id
      WHERE i.meeting_id = $1 AND i.nomination_id = $2`,
    [meeting.id, nominationId],
  );
  return attendanceWithout(meeting, aside!);
}

export async function getMember(tx: EntityManager, meetingId: string, id: string): Promise<MeetingMember> {
  const member = isId(id) ? await tx.findOneBy(MeetingMember, { id, meetingId }) : null;
  if (!member) throw new Refusal({ code: 'not-found' });
  return member;
}

export async function getAgendaItem(tx: EntityManager, meetingId: string, id: string): Promise<AgendaItem> {
  const item = isId(id) ? await tx.findOneBy(AgendaItem, { id, meetingId }) : null;
  if (!item) throw new Refusal({ code: 'not-found' });
  return item;
}

export async function getBallot(tx: EntityManager, meetingId: string, id: string): Promise<Ballot> {
  const ballot = isId(id) ? await tx.findOneBy(Ballot, { id, agendaItem: { meetingId } }) : null;
  if (!ballot) throw new Refusal({ code: 'not-found' });
  return ballot;
}

/** The votes of a ballot; in a secret one nobody knows which is the chair's. */
export function listVotes(tx: EntityManager, ballotId: string): Promise<Vote[]> {
  return tx.query(
    `SELECT v.choice, coalesce(m.role = 'chair', false) AS "isChairs" FROM ballot_vote v
       LEFT JOIN meeting_member m ON m.id = v.member_id WHERE v.ballot_id = $1`,
    [ballotId],
  );
}

/** How many have a vote on the question of a ballot: members who do not stand aside, all of them or those present. */
export async function countEntitled(
  tx: EntityManager,
  { agendaItemId }: Pick<Ballot, 'agendaItemId'>,
  { meetingId, base }: { meetingId: string; base: SittingRules['base'] },
): Promise<number> {
  const [row]: { members: number }[] = await tx.query(
    `SELECT count(*)::int AS members FROM meeting_member m WHERE m.meeting_id = $1 AND ($3 OR m.present)
        AND NOT EXISTS (SELECT 1 FROM recusal r WHERE r.member_id = m.id AND r.agenda_item_id = $2)`,
    [meetingId, agendaItemId, base === 'members'],
  );
  return row!.members;
}
