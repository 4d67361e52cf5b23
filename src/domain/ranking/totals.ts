import type { Standing } from './standing.js';
import type { FullRankingRule } from './ranking-rule.js';
import type { CorrectedPoints } from './corrected-sheets.js';
import { Rational, sumOf } from '../kernel/rational.js';
import type { EntryWeights } from './criterion-weights.js';
import { greatestOf } from './indicators.js';
import { normalisation } from './normalised-points.js';

/**
 * Rules §10. Finishes totals, in this order: normalisation K × (Ki / Kmax) of points and indicators; bonus points, each
 * once; points of corrections; rounding of the total. Where Kmax is 0 the normalised points are 0.
 */
export function finishTotals(
  standings: readonly Standing[],
  rule: FullRankingRule,
  corrected: ReadonlyMap<string, readonly CorrectedPoints[]> = new Map(),
): void {
  const { bonuses } = rule;
  const normalised = normalisation(standings, rule);
  for (const standing of standings) {
    const { explanation } = standing;
    let total = standing.points;
    if (normalised) {
      const { to, maximum, points } = normalised(standing);
      total = points;
      explanation.lines!.push({ kind: 'normalised', to, maximum: maximum.text, points: points.text });
    }
    for (const { id, points } of bonuses) {
      if (!standing.entry.bonuses?.includes(id)) continue;
      total = total.add(Rational.of(points));
      explanation.lines!.push({ kind: 'bonus', id, points: Rational.of(points).text });
    }
    for (const { points, ground } of corrected.get(standing.entry.id) ?? []) {
      total = total.add(Rational.of(points));
      explanation.lines ??= [{ kind: 'points', points: standing.points.text }];
      explanation.lines.push({ kind: 'correction', ground, points: Rational.of(points).text });
    }
    explanation.unrounded = total.text;
    standing.total = total.rounded(rule.roundTotalTo);
  }
}

/** Rules §10. The greatest total that an entry of these weighings and so many sheets can have. */
export function maximumOf(
  weighed: readonly { weighing: EntryWeights; sheets: number }[],
  rule: FullRankingRule,
): Rational {
  const bonus = sumOf(rule.bonuses.map(({ points }) => Rational.of(points)).filter((points) => points.sign > 0));
  const greatest = weighed.map(({ weighing, sheets }) => greatestOf(weighing, sheets, rule));
  const most = greatest.reduce((a, b) => (a.compare(b) < 0 ? b : a));
  return (rule.normalise ? Rational.of(rule.normalise.to) : most).add(bonus);
}
