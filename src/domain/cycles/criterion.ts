import { exact } from '../kernel/decimal.js';
import type { FieldProblem } from '../kernel/refusal.js';
import { plainKind, traitsOf, type CriterionKind } from '../ranking/criterion-kind.js';
import type { RankingRule } from '../ranking/ranking-rule.js';

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

/** Rules §9. An expert has at most twenty places to give; levels are two or more, each with points of its own. */
export const kindProblems = (kind: CriterionKind): FieldProblem[] => traitsOf(kind).problems(kind);

/** The ranking rule with the kind of a criterion in it; of the plain kind nothing is said. */
export function withKind(rule: RankingRule, criterionId: string, kind: CriterionKind): RankingRule {
  const { [criterionId]: _before, ...others } = rule.kinds ?? {};
  const kinds = kind.kind === plainKind ? others : { ...others, [criterionId]: kind };
  if (Object.keys(kinds).length > 0) return { ...rule, kinds };
  const { kinds: _none, ...rest } = rule;
  return rest;
}
