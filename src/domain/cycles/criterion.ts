import { exact } from '../kernel/decimal.js';
import type { FieldProblem } from '../kernel/refusal.js';
import type { CriterionKind } from '../ranking/criterion-kind.js';
import type { RankingRule } from '../ranking/ranking-rule.js';

/** Places that an expert can give at the most: more than twenty nobody puts in order. */
export const mostPlaces = 20;

/** The scale of a criterion and its weight, exact decimals. */
export interface CriterionScale {
  scaleMin: string;
  scaleMax: string;
  scaleStep: string;
  weight: string;
}

/** Rules §9. A scale rises by a step above zero, and no weight takes points away. */
export function scaleProblems({ scaleMin, scaleMax, scaleStep, weight }: CriterionScale): FieldProblem[] {
  return [
    ...(exact(scaleMin).compare(exact(scaleMax)) < 0 ? [] : [{ pointer: '/scaleMax', rule: 'below-min' }]),
    ...(exact(scaleStep).compare(0) > 0 ? [] : [{ pointer: '/scaleStep', rule: 'not-positive' }]),
    ...(exact(weight).compare(0) >= 0 ? [] : [{ pointer: '/weight', rule: 'too-small', values: { min: '0' } }]),
  ];
}

/** Rules §9. An expert has at most {@link mostPlaces} places to give; levels are two or more, each with points of its own. */
export function kindProblems(kind: CriterionKind): FieldProblem[] {
  if (kind.kind === 'rank' && kind.top > mostPlaces)
    return [{ pointer: '/kind', rule: 'too-big', values: { max: mostPlaces } }];
  if (kind.kind !== 'levels') return [];
  const problems: FieldProblem[] = kind.levels.flatMap(({ points }, index) =>
    kind.levels.slice(0, index).some((other) => exact(other.points).equals(exact(points)))
      ? [{ pointer: '/kind', rule: 'duplicate', values: { id: points } }]
      : [],
  );
  if (kind.levels.length < 2) problems.push({ pointer: '/kind', rule: 'too-small', values: { min: '2' } });
  return problems;
}

/** The ranking rule with the kind of a criterion in it; numeric is what is meant without words. */
export function withKind(rule: RankingRule, criterionId: string, kind: CriterionKind): RankingRule {
  const { [criterionId]: _before, ...others } = rule.kinds ?? {};
  const kinds = kind.kind === 'numeric' ? others : { ...others, [criterionId]: kind };
  if (Object.keys(kinds).length > 0) return { ...rule, kinds };
  const { kinds: _none, ...rest } = rule;
  return rest;
}
