import { Award } from './award.entity.js';
import type { EntityManager } from 'typeorm';
import { NotAwarded } from './not-awarded.entity.js';
import { EntryWithdrawal } from './entry-withdrawal.entity.js';
import { isId } from '../../platform/ids.js';
import { mustExist } from '../access/must-exist.js';

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
  return mustExist(isId(id) ? ((await em.findOneBy(Award, where)) ?? (await em.findOneBy(NotAwarded, where))) : null);
}
