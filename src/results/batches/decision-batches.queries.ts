import type { EntityManager } from 'typeorm';
import { Refusal } from '../../domain/kernel/refusal.js';
import { isId } from '../../platform/ids.js';
import { DecisionBatch } from '../awards/decision-batch.entity.js';

/** The lists of a cycle, the latest first. */
export function listBatches(em: EntityManager, cycleId: string): Promise<DecisionBatch[]> {
  return em.find(DecisionBatch, { where: { cycleId }, order: { id: 'DESC' }, take: 100 });
}

export async function getBatch(em: EntityManager, cycleId: string, id: string): Promise<DecisionBatch> {
  const batch = isId(id) ? await em.findOneBy(DecisionBatch, { id, cycleId }) : null;
  if (!batch) throw new Refusal({ code: 'not-found' });
  return batch;
}

/** Whoever applies or cancels waits for the other. */
export async function lockBatch(tx: EntityManager, cycleId: string, id: string): Promise<DecisionBatch> {
  const lock = { mode: 'pessimistic_write' } as const;
  const batch = isId(id) ? await tx.findOne(DecisionBatch, { where: { id, cycleId }, lock }) : null;
  if (!batch) throw new Refusal({ code: 'not-found' });
  return batch;
}
