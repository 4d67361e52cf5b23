import type { EntityManager } from 'typeorm';
import type { SittingRecord } from '../../domain/results/sitting.js';
import { AgendaItem } from './agenda-item.entity.js';
import { BallotVoter } from './ballot-voter.entity.js';
import { Ballot } from './ballot.entity.js';
import { Dissent } from './dissent.entity.js';
import { MeetingMember } from './meeting-member.entity.js';
import { Recusal } from './recusal.entity.js';

/** Everything of a sitting, with a fixed number of queries. */
export interface SittingFacts {
  members: MeetingMember[];
  agenda: (AgendaItem & { recusals: Recusal[]; ballots: (Ballot & { voters: string[] })[] })[];
  dissents: Dissent[];
}

/** A sitting at which somebody is recorded. */
export interface OwnSitting {
  id: string;
  body: string;
  number: string;
  heldOn: string;
  place: string;
  form: string;
  cycle: string;
  timeZone: string;
  /** Open ballots in which the person has not voted and does not stand aside. */
  waiting: number;
}

/** The sittings at which a person is recorded as a member, the latest first. */
export function listOwnSittings(em: EntityManager, userId: string): Promise<OwnSitting[]> {
  return em.query(
    `SELECT m.id, m.body, m.number, m.held_on::text AS "heldOn", m.place, m.form, c.title AS cycle, c.time_zone AS "timeZone",
            (SELECT count(*)::int FROM ballot b JOIN agenda_item i ON i.id = b.agenda_item_id
              WHERE i.meeting_id = m.id AND b.state = 'open'
                AND NOT EXISTS (SELECT 1 FROM ballot_voter v WHERE v.ballot_id = b.id AND v.member_id = s.id)
                AND NOT EXISTS (SELECT 1 FROM recusal r WHERE r.agenda_item_id = i.id AND r.member_id = s.id)) AS waiting
       FROM meeting_member s JOIN meeting m ON m.id = s.meeting_id JOIN cycle c ON c.id = m.cycle_id
      WHERE s.user_id = $1 ORDER BY m.held_on DESC, m.id DESC LIMIT 100`,
    [userId],
  );
}

/** Sittings of a cycle whose members are recorded and the person is none of them. */
export async function listSeatedWithout(
  em: EntityManager,
  cycleId: string,
  userId: string | null,
): Promise<Set<string>> {
  const rows: { id: string }[] = await em.query(
    `SELECT m.id FROM meeting m JOIN meeting_member s ON s.meeting_id = m.id
      WHERE m.cycle_id = $1 GROUP BY m.id HAVING bool_and(s.user_id IS DISTINCT FROM $2::uuid)`,
    [cycleId, userId],
  );
  return new Set(rows.map(({ id }) => id));
}

/** The regional stages in which a person has a part by a role in the region's commission. */
export function listOwnRegions(
  em: EntityManager,
  userId: string,
): Promise<{ cycleId: string; cycle: string; code: string; nameRu: string; nameEn: string }[]> {
  return em.query(
    `SELECT DISTINCT c.id AS "cycleId", c.title AS cycle, c.year, r.code, r.name_ru AS "nameRu", r.name_en AS "nameEn"
       FROM role_grant g JOIN cycle c ON c.id = g.cycle_id JOIN region r ON r.code = g.region_code
      WHERE g.user_id = $1 AND g.revoked_at IS NULL AND g.role IN ('organizer', 'chair', 'secretary', 'member', 'auditor')
      ORDER BY c.year DESC, r.name_ru LIMIT 100`,
    [userId],
  );
}

export async function readSitting(em: EntityManager, meetingId: string): Promise<SittingFacts> {
  const members = await em.find(MeetingMember, { where: { meetingId }, order: { role: 'ASC', name: 'ASC' } });
  const items = await em.find(AgendaItem, { where: { meetingId }, order: { position: 'ASC' } });
  const recusals = await em.find(Recusal, {
    where: { agendaItem: { meetingId } },
    order: { createdAt: 'ASC', id: 'ASC' },
  });
  const ballots = await em.find(Ballot, {
    where: { agendaItem: { meetingId } },
    order: { openedAt: 'ASC', id: 'ASC' },
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
export function recordOf({ members, agenda, dissents }: SittingFacts): SittingRecord | null {
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
