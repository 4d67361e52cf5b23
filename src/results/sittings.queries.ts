import type { EntityManager } from 'typeorm';
import type { SittingRecord } from '../domain/sitting.js';
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
