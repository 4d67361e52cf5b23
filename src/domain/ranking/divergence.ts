import { traitsOf } from './criterion-kind.js';
import { type DivergenceRule, ruleFrom, type RankingRule } from './ranking-rule.js';
import { compareText } from '../kernel/seeded.js';
import type { RankedCriterion, RankedEntry, RankedSheet } from './input.js';
import { Rational } from '../kernel/rational.js';
import { scoreOf, sheetSum, type EntryWeights, entryWeights } from './criterion-weights.js';

export interface Divergence {
  /** Whether another expert is needed: the sheets differ too much and no extra sheet is there yet. */
  needsExtra: boolean;
  /** The greatest difference that is too great, in points; `null` when there is none. */
  found: { criterionId: string | null; difference: string; above: string } | null;
}

/**
 * Rules §10. Whether the sheets of an entry differ too much: |a − b| strictly above the limit for any two experts, in
 * the totals or in any criterion, as points or as a percentage of the greatest possible. The extra expert's sheet is not
 * looked at. A rule without divergence finds none.
 */
export function divergenceOf(
  sheets: readonly RankedSheet[],
  facts: { entry: RankedEntry; criteria: readonly RankedCriterion[]; rule: RankingRule },
): Divergence {
  const rule = ruleFrom(facts.rule);
  const weighing = entryWeights(facts.criteria, rule)(facts.entry);
  if (!rule.divergence || 'code' in weighing) return { needsExtra: false, found: null };
  const found = foundIn(sheets, weighing, rule.divergence);
  const needsExtra = found !== null && !sheets.some(({ extra }) => extra);
  return { needsExtra, found: found && worded(found) };
}

/**
 * Rules §10. The divergence for which an entry waits for one more expert: every expert that was asked has handed in, they
 * are as many as the rules ask for, and they differ too much; `null` otherwise, also where the extra sheet is there.
 */
export function extraAwaited(
  { sheets, missing }: { sheets: readonly RankedSheet[]; missing: number },
  facts: Parameters<typeof divergenceOf>[1] & { reviewsPerEntry: number },
): Divergence['found'] {
  if (missing > 0 || sheets.length < facts.reviewsPerEntry) return null;
  const { needsExtra, found } = divergenceOf(sheets, facts);
  return needsExtra ? found : null;
}

interface Found {
  criterionId: string | null;
  difference: Rational;
  above: Rational;
}

export const worded = ({ criterionId, difference, above }: Found) => ({
  criterionId,
  difference: difference.text,
  above: above.text,
});

/** The divergence that lies furthest above its limit; of equal ones the first in the order of the criteria. */
export function foundIn(sheets: readonly RankedSheet[], weighing: EntryWeights, rule: DivergenceRule): Found | null {
  const first = sheets.filter(({ extra }) => !extra);
  const limit = Rational.of(rule.above);
  const limitOf = (most: Rational) => (rule.unit === 'points' ? limit : limit.mul(most).div(Rational.whole(100)));
  const looked =
    rule.by === 'total'
      ? [
          {
            criterionId: null,
            values: first.map((sheet) => sheetSum(sheet, weighing)),
            above: limitOf(greatest(weighing)),
          },
        ]
      : weighing.criteria
          .filter(({ kind }) => traitsOf(kind).isWeighed)
          .map(({ id, most }) => ({
            criterionId: id,
            values: first.map((sheet) => pointsOf(sheet, id)),
            above: limitOf(most),
          }));
  let worst: Found | null = null;
  for (const { criterionId, values, above } of looked) {
    const difference = spread(values.filter((value) => value !== null));
    const excess = difference.sub(above);
    if (excess.sign > 0 && (!worst || excess.compare(worst.difference.sub(worst.above)) > 0))
      worst = { criterionId, difference, above };
  }
  return worst;
}

function pointsOf(sheet: RankedSheet, criterionId: string): Rational | null {
  const score = scoreOf(sheet, criterionId);
  return score === null ? null : Rational.of(score);
}

function greatest({ criteria }: EntryWeights): Rational {
  return criteria.reduce((total, { weight, most }) => total.add(weight.mul(most)), Rational.zero);
}

function spread(values: readonly Rational[]): Rational {
  if (values.length < 2) return Rational.zero;
  const sorted = [...values].sort((a, b) => a.compare(b));
  return sorted.at(-1)!.sub(sorted[0]!);
}

/**
 * Rules §10. Which sheets count once the extra one is there: it alone, all, or the two whose totals lie closest (40, 80
 * and 70: 70; 190/3; 75). Of pairs equally close the one with the extra sheet counts, then the one with the higher sum,
 * then the one of the experts whose ids come first.
 */
export function settled(
  sheets: readonly RankedSheet[],
  finish: DivergenceRule['finish'],
  sums: (sheet: RankedSheet) => Rational,
): RankedSheet[] {
  if (finish === 'mean-of-all') return [...sheets];
  if (finish === 'third-is-final') return sheets.filter(({ extra }) => extra);
  const pairs = sheets.flatMap((a, index) => sheets.slice(index + 1).map((b) => [a, b] as const));
  const distance = ([a, b]: (typeof pairs)[number]) => sums(a).sub(sums(b)).abs();
  const hasExtra = ([a, b]: (typeof pairs)[number]) => Number(Boolean(a.extra || b.extra));
  const sum = ([a, b]: (typeof pairs)[number]) => sums(a).add(sums(b));
  const names = (pair: (typeof pairs)[number]) => pair.map(({ expertId }) => expertId).join('\n');
  const [closest] = pairs.sort(
    (a, b) =>
      distance(a).compare(distance(b)) ||
      hasExtra(b) - hasExtra(a) ||
      sum(b).compare(sum(a)) ||
      compareText(names(a), names(b)),
  );
  return [...closest!];
}
