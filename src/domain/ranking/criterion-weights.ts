import { traitsOf, type CriterionKind } from './criterion-kind.js';
import type { FullRankingRule } from './ranking-rule.js';
import { isInBand } from './bands.js';
import type { RankedCriterion, RankedEntry, RankedSheet } from './input.js';
import { Rational, sumOf } from '../kernel/rational.js';
import type { Explanation, UnrankedReason } from './result.js';

export interface WeighedCriterion {
  id: string;
  weight: Rational;
  /** The weight as it was written. */
  written: string;
  /** The greatest points that an expert may give. */
  most: Rational;
  kind: CriterionKind;
}

/** The criteria with the weights that hold for some entries. */
export interface EntryWeights {
  criteria: WeighedCriterion[];
  weight: Rational;
  weightsFor?: Explanation['weightsFor'];
}

/** Finds the weighing of an entry; each set of weights is prepared once. */
export type FindEntryWeights = (entry: RankedEntry) => EntryWeights | UnrankedReason;

/**
 * Rules §10. The first set of weights that fits an entry's nomination and amount holds, and the criteria's own weights
 * where none fits. A criterion that a set does not name keeps its own weight. An entry whose amount is not known has no
 * place where a set asks for it.
 */
export function entryWeights(criteria: readonly RankedCriterion[], rule: FullRankingRule): FindEntryWeights {
  const own = weighingOf(criteria, rule, {});
  const sets = rule.weightSets.map(({ weights, nomination, amount }) => ({
    nomination,
    amount,
    weighing: {
      ...weighingOf(criteria, rule, weights),
      weightsFor: { ...(nomination !== undefined && { nomination }), ...(amount && { amount }) },
    },
  }));
  return (entry) => {
    for (const { nomination, amount, weighing } of sets) {
      if (nomination !== undefined && nomination !== entry.nomination) continue;
      if (amount && entry.amount === undefined) return { code: 'amount-missing' };
      if (!amount || isInBand(entry.amount!, amount)) return weighing;
    }
    return own;
  };
}

/** The criteria with their weights; `weights` replaces those of the criteria that it names. */
export function weighingOf(
  criteria: readonly RankedCriterion[],
  rule: FullRankingRule,
  weights: Readonly<Record<string, string>>,
): EntryWeights {
  const weighed = criteria.map(({ id, weight, scaleMax }): WeighedCriterion => {
    const kind: CriterionKind = Object.hasOwn(rule.kinds, id) ? rule.kinds[id]! : { kind: 'numeric' };
    const written = !traitsOf(kind).isWeighed ? '0' : Object.hasOwn(weights, id) ? weights[id]! : weight;
    return {
      id,
      weight: Rational.of(written),
      written,
      most: Rational.of(traitsOf(kind).ends(kind, { scaleMin: '0', scaleMax }).scaleMax),
      kind,
    };
  });
  return { criteria: weighed, weight: sumOf(weighed.map(({ weight }) => weight)) };
}

/** The points that an expert gave for a criterion; `null` for one that the expert could not judge. */
export function scoreOf(sheet: Pick<RankedSheet, 'scores' | 'cannotJudge'>, criterionId: string): string | null {
  if (sheet.cannotJudge?.includes(criterionId)) return null;
  return Object.hasOwn(sheet.scores, criterionId) ? sheet.scores[criterionId]! : null;
}

/**
 * Rules §10. The weighted sum of a sheet. Where criteria were left out, the sum of the others is brought to the whole
 * weight: × (all weights / weights judged). `null` when no weight was judged.
 */
export function sheetSum(sheet: Pick<RankedSheet, 'scores' | 'cannotJudge'>, weighing: EntryWeights): Rational | null {
  let total = Rational.zero;
  let judged = Rational.zero;
  let isWhole = true;
  for (const { id, weight, kind } of weighing.criteria) {
    if (!traitsOf(kind).isWeighed) continue;
    const score = scoreOf(sheet, id);
    if (score === null) {
      isWhole = false;
      continue;
    }
    total = total.add(Rational.of(score).mul(weight));
    judged = judged.add(weight);
  }
  if (isWhole) return total;
  return judged.sign === 0 ? null : total.mul(weighing.weight.div(judged));
}
