import type { EntityManager } from 'typeorm';
import { RegulationEdition } from './regulation-edition.entity.js';
import { Refusal } from '../../domain/kernel/refusal.js';

/** The edition in force: the latest. */
export async function getEdition(em: EntityManager, cycleId: string): Promise<RegulationEdition> {
  const [edition] = await em.find(RegulationEdition, { where: { cycleId }, order: { number: 'DESC' }, take: 1 });
  if (!edition) throw new Refusal({ code: 'not-found' });
  return edition;
}

/** The edition in force; null where none is written down. */
export async function findEdition(em: EntityManager, cycleId: string): Promise<RegulationEdition | null> {
  const [edition] = await listEditions(em, cycleId);
  return edition ?? null;
}

/** The rules of the edition in force without its text, for what happens often; null where none is written down. */
export function findRules(
  em: EntityManager,
  cycleId: string,
): Promise<Pick<
  RegulationEdition,
  'rankingRule' | 'judgingRules' | 'entryFacts' | 'decisionRules' | 'revisionWorkingDays'
> | null> {
  return em.findOne(RegulationEdition, {
    select: {
      id: true,
      rankingRule: true,
      judgingRules: true,
      entryFacts: true,
      decisionRules: true,
      revisionWorkingDays: true,
    },
    where: { cycleId },
    order: { number: 'DESC' },
  });
}

/** The editions, the latest first. */
export function listEditions(em: EntityManager, cycleId: string): Promise<RegulationEdition[]> {
  return em.find(RegulationEdition, { where: { cycleId }, order: { number: 'DESC' } });
}
