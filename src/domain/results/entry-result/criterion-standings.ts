import Fraction from 'fraction.js';
import { decimalText } from '../../kernel/decimal.js';
import type { RankingRow } from '../../ranking/rank-entries.js';

/** Where an entry stands in a criterion: its mean, and the middle half of the nomination. Decimals with two digits. */
export interface CriterionStanding {
  criterionId: string;
  mean: string;
  low: string;
  median: string;
  high: string;
}

/**
 * Rules §15. Each criterion's mean of an entry against the middle half of all ranked entries of its nomination: the
 * quartiles are values that entries have (nearest rank), the median is the middle one or the mean of two. Nothing of a
 * single other entry is told. Empty where fewer than four entries are ranked: a band of three would tell on them.
 */
export function criterionStandings(own: RankingRow, rows: readonly RankingRow[]): CriterionStanding[] {
  if (rows.length < 4) return [];
  return own.explanation.criteria.flatMap(({ criterionId, mean }) => {
    const all = rows
      .flatMap(({ explanation }) => explanation.criteria.filter((each) => each.criterionId === criterionId))
      .map((each) => new Fraction(each.mean))
      .sort((a, b) => a.compare(b));
    if (all.length < 4) return [];
    const at = (share: number) => all[Math.max(0, Math.ceil(share * all.length) - 1)]!;
    const middle =
      all.length % 2 === 1
        ? at(0.5)
        : at(0.5)
            .add(all[all.length / 2]!)
            .div(2);
    const text = (value: Fraction) => decimalText(value, 2);
    return [
      { criterionId, mean: text(new Fraction(mean)), low: text(at(0.25)), median: text(middle), high: text(at(0.75)) },
    ];
  });
}
