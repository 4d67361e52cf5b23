import { type EntityManager, In } from 'typeorm';
import { Cycle } from './cycle.entity.js';
import { isId } from '../../platform/ids.js';
import { Refusal } from '../../domain/kernel/refusal.js';

export async function getCycle(em: EntityManager, id: string): Promise<Cycle> {
  const cycle = isId(id) ? await em.findOneBy(Cycle, { id }) : null;
  if (!cycle) throw new Refusal({ code: 'not-found' });
  return cycle;
}

/** The cycle of a year as the public may see it: announced or completed. */
export async function getPublicCycle(em: EntityManager, year: number): Promise<Cycle> {
  const cycle = await em.findOneBy(Cycle, { year, state: In(['announced', 'completed']) });
  if (!cycle) throw new Refusal({ code: 'not-found' });
  return cycle;
}

/** The latest announced cycle; null before the first. */
export async function findCurrentCycle(em: EntityManager): Promise<Cycle | null> {
  const [cycle] = await em.find(Cycle, {
    where: { state: In(['announced', 'completed']) },
    order: { year: 'DESC' },
    take: 1,
  });
  return cycle ?? null;
}

export function listCycles(em: EntityManager): Promise<Cycle[]> {
  return em.find(Cycle, { order: { year: 'DESC', createdAt: 'DESC' } });
}

/** The cycle with its row locked, so that changes of its rules go one after another. */
export async function lockCycle(tx: EntityManager, id: string): Promise<Cycle> {
  const cycle = isId(id) ? await tx.findOne(Cycle, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!cycle) throw new Refusal({ code: 'not-found' });
  return cycle;
}
