import { Rational } from '../kernel/rational.js';
import { greatestOf } from './indicators.js';
import type { FullRankingRule } from './ranking-rule.js';
import type { Standing } from './standing.js';

/** What an entry's points become: so many of `to`, its own points being to `maximum` as these are to `to`. */
export interface Normalised {
  to: string;
  maximum: Rational;
  points: Rational;
}

/**
 * Rules §10. K × (Ki / Kmax): points of an entry brought to a common scale, against the best entry or against the most that it
 * could have. Where Kmax is 0 they are 0. `null` where the edition does not bring them to a scale.
 */
export function normalisation(
  standings: readonly Standing[],
  rule: FullRankingRule,
): ((standing: Standing) => Normalised) | null {
  const { normalise } = rule;
  if (!normalise) return null;
  const best = standings.reduce((most, { points }) => (points.compare(most) > 0 ? points : most), Rational.zero);
  return ({ points, weighing, sheets }) => {
    const maximum = normalise.by === 'best-entry' ? best : greatestOf(weighing, sheets, rule);
    const share = maximum.sign === 0 ? Rational.zero : Rational.of(normalise.to).mul(points).div(maximum);
    return { to: normalise.to, maximum, points: share };
  };
}
