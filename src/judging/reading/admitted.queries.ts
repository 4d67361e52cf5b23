import type { EntityManager } from 'typeorm';
import { Submission } from '../../submissions/entries/submission.entity.js';

/** Entries that experts judge: admitted ones, in the order of their register numbers. */
export function listAdmitted(em: EntityManager, cycleId: string): Promise<Submission[]> {
  return em.find(Submission, {
    where: { cycleId, state: 'admitted' },
    relations: { nomination: true, organisation: true },
    order: { registerNumber: 'ASC' },
  });
}

export function countAdmitted(em: EntityManager, cycleId: string): Promise<number> {
  return em.countBy(Submission, { cycleId, state: 'admitted' });
}
