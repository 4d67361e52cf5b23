import type { EntityManager } from 'typeorm';
import { Criterion } from './criterion.entity.js';
import type { CriterionKind } from '../../domain/ranking/criterion-kind.js';
import type { RankingRule } from '../../domain/ranking/ranking-rule.js';
import { findRules } from '../editions/editions.queries.js';
import { RegulationEdition } from '../editions/regulation-edition.entity.js';

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

/** The same with the criteria, in one bare read: every sheet that is saved or submitted asks this. */
export async function getRulesWithCriteria(
  em: EntityManager,
  cycleId: string,
): Promise<{ rules: Awaited<ReturnType<typeof findRules>>; criteria: Criterion[] }> {
  const [row] = await em.query<{ rules: RegulationEdition | null; criteria: Criterion[] }[]>(
    `SELECT (SELECT json_build_object('rankingRule', e.ranking_rule, 'judgingRules', e.judging_rules, 'entryFacts', e.entry_facts)
               FROM regulation_edition e WHERE e.cycle_id = $1 ORDER BY e.number DESC LIMIT 1) AS rules,
            (SELECT coalesce(json_agg(json_build_object(
                      'id', c.id, 'cycleId', c.cycle_id, 'position', c.position, 'title', c.title, 'guidance', c.guidance,
                      'weight', c.weight::text, 'scaleMin', c.scale_min::text, 'scaleMax', c.scale_max::text,
                      'scaleStep', c.scale_step::text, 'levels', c.levels, 'version', c.version) ORDER BY c.position), '[]')
               FROM criterion c WHERE c.cycle_id = $1) AS criteria`,
    [cycleId],
  );
  return row!;
}
