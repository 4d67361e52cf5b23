import type { EntityManager } from 'typeorm';
import { Assignment } from './assignment.entity.js';
import { AssignmentPlan } from './assignment-plan.entity.js';
import { isId } from '../../platform/ids.js';
import { Refusal } from '../../domain/kernel/refusal.js';

export function listAssignments(em: EntityManager, cycleId: string): Promise<Assignment[]> {
  return em.find(Assignment, { where: { expert: { cycleId } } });
}

export async function lockPlan(tx: EntityManager, id: string): Promise<AssignmentPlan> {
  const plan = isId(id)
    ? await tx.findOne(AssignmentPlan, { where: { id }, lock: { mode: 'pessimistic_write' } })
    : null;
  if (!plan) throw new Refusal({ code: 'not-found' });
  return plan;
}
