import type { EntityManager } from 'typeorm';
import { Criterion } from './criterion.entity.js';
import type { CriterionKind } from '../../domain/ranking/criterion-kind.js';
import type { RankingRule } from '../../domain/ranking/ranking-rule.js';
import { findRules } from '../editions/editions.queries.js';

export function listCriteria(em: EntityManager, cycleId: string): Promise<Criterion[]> {
  return em.find(Criterion, { where: { cycleId }, order: { position: 'ASC' } });
}

/** The criteria with what the ranking rule of the edition in force makes of each. */
export async function listCriteriaWithKinds(
  em: EntityManager,
  cycleId: string,
): Promise<(Criterion & { kind: CriterionKind })[]> {
  const criteria = await listCriteria(em, cycleId);
  return withKinds(criteria, (await findRules(em, cycleId))?.rankingRule);
}

/** The same of rows that are loaded already. */
export function withKinds(
  criteria: readonly Criterion[],
  rule: RankingRule | undefined,
): (Criterion & { kind: CriterionKind })[] {
  return criteria.map((criterion) => ({ ...criterion, kind: rule?.kinds?.[criterion.id] ?? { kind: 'numeric' } }));
}
