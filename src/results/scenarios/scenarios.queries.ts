import { IsNull, Not, type EntityManager } from 'typeorm';
import { Refusal } from '../../domain/kernel/refusal.js';
import { isId } from '../../platform/ids.js';
import { Scenario } from './scenario.entity.js';

export function listScenarios(em: EntityManager, cycleId: string): Promise<Scenario[]> {
  return em.find(Scenario, { where: { cycleId }, order: { id: 'ASC' } });
}

/** The scenario that a decision has made the way of proposing; null where the edition's own rule holds. */
export function findFixedScenario(em: EntityManager, cycleId: string): Promise<Scenario | null> {
  return em.findOneBy(Scenario, { cycleId, fixedAt: Not(IsNull()) });
}

/** Which one it is. */
export async function findFixedId(em: EntityManager, cycleId: string): Promise<string | null> {
  const [row]: { id: string }[] = await em.query(
    'SELECT id FROM scenario WHERE cycle_id = $1 AND fixed_at IS NOT NULL',
    [cycleId],
  );
  return row?.id ?? null;
}

export async function getScenario(em: EntityManager, cycleId: string, id: string): Promise<Scenario> {
  const scenario = isId(id) ? await em.findOneBy(Scenario, { id, cycleId }) : null;
  if (!scenario) throw new Refusal({ code: 'not-found' });
  return scenario;
}
