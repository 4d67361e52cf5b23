import {
  alphaInterval,
  harmonicSheets,
  intraclass,
  isComplete,
  kendallW,
  meanSquares,
  type Interval,
  type MeanSquares,
} from './agreement.js';
import { crossed, laidOut } from './crossed.js';
import { fQuantile } from './distributions.js';
import { randomStream } from './random.js';
import { drawRatios, intervalOver } from './ratio-draws.js';
import { fitCrossed, type CrossedFit } from './reml.js';
import { partsOf, sheetTable, total, type ScoredSheet, type SheetTable } from './sheet-table.js';

/** How far experts agree, each figure with a 95 % interval where there is one. */
export interface AgreementFigures {
  alpha: Interval | null;
  icc21: Interval | null;
  icc2k: Interval | null;
  kendallW: number | null;
}

/**
 * Rules §14. The figures of agreement with 95 % intervals: alpha by a bootstrap of entries; the intraclass correlations on
 * a complete table by the F distribution with Satterthwaite's degrees of freedom (McGraw and Wong, 1996, case 2A), else
 * from the restricted likelihood of the variance ratios. The alpha of a bootstrap of entries speaks of these experts, the
 * correlations speak of any experts like these. Seeded; floats. Null what the sheets do not give.
 *
 * Refuses: `already-exists`, `malformed` as `sheetTable`.
 */
export function agreementFigures(input: { sheets: readonly ScoredSheet[]; seed: number }): AgreementFigures {
  const table = sheetTable(input.sheets);
  const fit = partsOf(table).length === 1 ? fitCrossed(table) : null;
  const correlations = fit && fit.variance.residual > 0 ? correlationsOf(table, fit, input.seed) : null;
  return {
    alpha: alphaInterval(table, { seed: input.seed }),
    icc21: correlations?.icc21 ?? null,
    icc2k: correlations?.icc2k ?? null,
    kendallW: kendallW(table),
  };
}

function correlationsOf(table: SheetTable, fit: CrossedFit, seed: number): { icc21: Interval; icc2k: Interval } {
  const k = harmonicSheets(table);
  const { icc21, icc2k } = intraclass(fit.variance, k)!;
  if (isComplete(table)) {
    const [from, to] = singleBounds(meanSquares(table), table.entries.length, table.experts.length);
    const ofMean = (single: number) => (k * single) / (1 + (k - 1) * single);
    return { icc21: { value: icc21, from, to }, icc2k: { value: icc2k, from: ofMean(from), to: ofMean(to) } };
  }
  const layout = crossed(table);
  const centre = total(table.scores) / table.scores.length;
  const y = laidOut(layout, table.scores).map((score) => score - centre);
  const { entry, expert, residual } = fit.variance;
  const [outer, inner] = layout.isSwapped ? [expert, entry] : [entry, expert];
  const best = { outer: outer / residual, inner: inner / residual };
  const drawn = drawRatios(layout, y, best, { count: 2000, stream: randomStream(seed, 'correlations') });
  const correlation = (of: 'icc21' | 'icc2k') => (ratios: typeof best) => {
    const [a, b] = layout.isSwapped ? [ratios.inner, ratios.outer] : [ratios.outer, ratios.inner];
    return intraclass({ entry: a, expert: b, residual: 1 }, k)![of];
  };
  return {
    icc21: intervalOver(drawn, icc21, correlation('icc21')),
    icc2k: intervalOver(drawn, icc2k, correlation('icc2k')),
  };
}

/** Bounds of ICC(2,1) from the mean squares of a complete table, held within 0 and 1. */
function singleBounds({ entries, experts, rest }: MeanSquares, n: number, k: number): [number, number] {
  const single = (entries - rest) / (entries + (k - 1) * rest + (k * (experts - rest)) / n);
  const ratio = Math.max(0, single);
  const a = (k * ratio) / (n * (1 - ratio));
  const b = 1 + (k * ratio * (n - 1)) / (n * (1 - ratio));
  const degrees =
    (a * experts + b * rest) ** 2 / ((a * experts) ** 2 / (k - 1) + (b * rest) ** 2 / ((n - 1) * (k - 1)));
  const lower = fQuantile(0.975, n - 1, degrees);
  const upper = fQuantile(0.975, degrees, n - 1);
  const noise = k * experts + (k * n - k - n) * rest;
  const from = (n * (entries - lower * rest)) / (lower * noise + n * entries);
  const to = (n * (upper * entries - rest)) / (noise + n * upper * entries);
  return [Math.max(0, from), Math.min(1, Math.max(0, to))];
}
