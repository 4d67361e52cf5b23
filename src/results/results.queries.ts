import { type EntityManager } from 'typeorm';
import { Cycle } from '../cycles/cycle/cycle.entity.js';
import { Nomination } from '../cycles/nominations/nomination.entity.js';
import { Refusal } from '../domain/kernel/refusal.js';
import type { RegionalCandidate } from '../domain/results/regional.js';
import { isId } from '../platform/ids.js';
import { Award } from './awards/award.entity.js';
import { EntryWithdrawal } from './awards/entry-withdrawal.entity.js';
import { Meeting } from './meetings/meeting.entity.js';
import { NotAwarded } from './awards/not-awarded.entity.js';

/** Refuses with `not-found` where there is no such row. */
export const orRefuse = <Row>(row: Row | null): Row => {
  if (!row) throw new Refusal({ code: 'not-found' });
  return row;
};

/** The cycle of an address, which may be anything. */
export async function getCycleOf(em: EntityManager, id: string): Promise<Cycle> {
  return orRefuse(isId(id) ? await em.findOneBy(Cycle, { id }) : null);
}

/** Publications of one cycle go one after another. */
export async function lockCycle(tx: EntityManager, id: string): Promise<Cycle> {
  const lock = { mode: 'pessimistic_write' } as const;
  return orRefuse(isId(id) ? await tx.findOne(Cycle, { where: { id }, lock }) : null);
}

export async function getNominationOf(em: EntityManager, id: string): Promise<Nomination> {
  return orRefuse(isId(id) ? await em.findOneBy(Nomination, { id }) : null);
}

/** Rankings and namings of one nomination go one after another. */
export async function lockNomination(tx: EntityManager, id: string): Promise<Nomination> {
  const lock = { mode: 'pessimistic_write' } as const;
  return orRefuse(isId(id) ? await tx.findOne(Nomination, { where: { id }, lock }) : null);
}

export function listMeetings(em: EntityManager, cycleId: string): Promise<Meeting[]> {
  return em.find(Meeting, { where: { cycleId }, order: { heldOn: 'DESC', id: 'DESC' } });
}

export async function getMeeting(em: EntityManager, id: string): Promise<Meeting> {
  return orRefuse(isId(id) ? await em.findOneBy(Meeting, { id }) : null);
}

/** Decisions, protocols and signatures of one sitting go one after another. */
export async function lockMeeting(tx: EntityManager, id: string): Promise<Meeting> {
  const lock = { mode: 'pessimistic_write' } as const;
  return orRefuse(isId(id) ? await tx.findOne(Meeting, { where: { id }, lock }) : null);
}

export interface AwardFilter {
  cycleId?: string;
  nominationId?: string;
  meetingId?: string;
  submissionId?: string;
  outcome?: Award['outcome'];
}

/** What was awarded to nobody, by the same filter. */
export function listNotAwarded(em: EntityManager, filter: Omit<AwardFilter, 'submissionId'>): Promise<NotAwarded[]> {
  return em.find(NotAwarded, { where: filter, order: { id: 'ASC' } });
}

/** Withdrawals of entries that were chosen. */
export function listWithdrawals(
  em: EntityManager,
  filter: { cycleId?: string; nominationId?: string },
): Promise<EntryWithdrawal[]> {
  return em.find(EntryWithdrawal, { where: filter, order: { id: 'ASC' } });
}

export function listAwards(em: EntityManager, filter: AwardFilter): Promise<Award[]> {
  return em.find(Award, { where: filter, order: { outcome: 'ASC', place: 'ASC', id: 'ASC' } });
}

/** A decision by its id: an award, or that nobody is. */
export async function getDecision(em: EntityManager, id: string): Promise<Award | NotAwarded> {
  const where = { id };
  return orRefuse(isId(id) ? ((await em.findOneBy(Award, where)) ?? (await em.findOneBy(NotAwarded, where))) : null);
}

/** Entries of a nomination that stand before regional commissions, as they were at the instant. */
export function listRegionalCandidates(
  em: EntityManager,
  nominationId: string,
  { regionCodes, at }: { regionCodes: readonly string[]; at: Date },
): Promise<RegionalCandidate[]> {
  return em.query(
    `SELECT s.id, s.register_number AS "registerNumber", s.region_code AS "regionCode" FROM submission s
      WHERE s.nomination_id = $1 AND s.region_code = ANY($2) AND s.screened_at <= $3
        AND (s.state = 'admitted' OR EXISTS (SELECT 1 FROM entry_withdrawal w WHERE w.submission_id = s.id))
      ORDER BY s.register_number, s.id`,
    [nominationId, regionCodes, at],
  );
}
