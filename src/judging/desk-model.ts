import { decimalText, exact, sum } from '../domain/decimal.js';
import { isOnScale, type Scale } from '../domain/evaluation.js';

const mostButtons = 21;

/** The points of a scale as buttons; a finer scale shows whole steps only up to what fits. */
export function scaleOf(scale: Scale): string[] {
  const points: string[] = [];
  const step = exact(scale.scaleStep);
  for (let at = exact(scale.scaleMin); at.lte(exact(scale.scaleMax)) && points.length < mostButtons; at = at.add(step))
    points.push(decimalText(at, 4).replace(/\.?0+$/, '') || '0');
  return points;
}

/** The weighted sum so far; what is not scored yet adds nothing. */
export function sumOf(
  scores: Record<string, string>,
  criteria: readonly (Scale & { id: string; weight: string })[],
): { given: string; max: string } {
  const given = criteria.flatMap((criterion) => {
    const score = scores[criterion.id];
    return score !== undefined && isOnScale(score, criterion) ? [exact(score).mul(exact(criterion.weight))] : [];
  });
  const max = sum(criteria.map((criterion) => exact(criterion.scaleMax).mul(exact(criterion.weight))));
  const short = (text: string) => text.replace(/\.?0+$/, '') || '0';
  return { given: short(decimalText(sum(given), 2)), max: short(decimalText(max, 2)) };
}
