/** An own sheet, as far as these statistics look at it. */
export interface OwnSheet {
  id: string;
  scores: Readonly<Record<string, string>>;
}

const fewest = 3;

/**
 * How long the rest will take, in milliseconds: the median time of the own finished sheets for each that is left; null
 * before three are finished. A statistic in floats, shown as «about».
 */
export function timeLeft(finished: readonly { createdAt: Date; submittedAt: Date }[], left: number): number | null {
  if (finished.length < fewest) return null;
  return median(finished.map(({ createdAt, submittedAt }) => submittedAt.getTime() - createdAt.getTime())) * left;
}

/** How often an expert gave which points for a criterion, the points in their order. */
export interface Distribution {
  criterionId: string;
  counts: { points: string; count: number }[];
  /** The least and the greatest points given; null where none were. */
  range: { from: string; to: string } | null;
  /** Whether less than half of the scale was used by three sheets or more. */
  narrow: boolean;
}

/** The own points criterion by criterion; what was not given counts nowhere. Statistics in floats. */
export function distributions(
  sheets: readonly OwnSheet[],
  criteria: readonly { id: string; scaleMin: string; scaleMax: string }[],
): Distribution[] {
  return criteria.map(({ id, scaleMin, scaleMax }) => {
    const given = sheets.flatMap(({ scores }) => (scores[id] === undefined ? [] : [scores[id]]));
    const ordered = [...new Set(given.map(plain))].sort((a, b) => Number(a) - Number(b));
    const range = ordered.length > 0 ? { from: ordered[0]!, to: ordered.at(-1)! } : null;
    const span = range ? Number(range.to) - Number(range.from) : 0;
    return {
      criterionId: id,
      counts: ordered.map((points) => ({ points, count: given.filter((one) => plain(one) === points).length })),
      range,
      narrow: given.length >= fewest && span * 2 < Number(scaleMax) - Number(scaleMin),
    };
  });
}

/**
 * The own sheets whose mean points lie far from the median of all own means: further than twice the median distance, and
 * at least two points, from five sheets on. The furthest first. To look at again, not a verdict; in floats.
 */
export function outliers(sheets: readonly OwnSheet[]): { id: string; mean: number; median: number }[] {
  const means = sheets
    .map(({ id, scores }) => ({ id, values: Object.values(scores).map(Number) }))
    .filter(({ values }) => values.length > 0)
    .map(({ id, values }) => ({ id, mean: values.reduce((sum, one) => sum + one, 0) / values.length }));
  if (means.length < 5) return [];
  const middle = median(means.map(({ mean }) => mean));
  const spread = median(means.map(({ mean }) => Math.abs(mean - middle)));
  const limit = Math.max(2, 2 * spread);
  return means
    .filter(({ mean }) => Math.abs(mean - middle) >= limit)
    .sort((a, b) => Math.abs(b.mean - middle) - Math.abs(a.mean - middle))
    .map(({ id, mean }) => ({ id, mean, median: middle }));
}

/** The spread of a panel: the least, the median and the greatest of what was given, by criterion; nothing where nobody gave. */
export function spreadOf(
  sheets: readonly Pick<OwnSheet, 'scores'>[],
  criterionId: string,
): { min: number; median: number; max: number; count: number } | null {
  const given = sheets.flatMap(({ scores }) =>
    scores[criterionId] === undefined ? [] : [Number(scores[criterionId])],
  );
  if (given.length === 0) return null;
  return { min: Math.min(...given), median: median(given), max: Math.max(...given), count: given.length };
}

/** The middle value; the mean of both for an even number of them. */
function median(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b);
  const half = Math.floor(ordered.length / 2);
  return ordered.length % 2 === 1 ? ordered[half]! : (ordered[half - 1]! + ordered[half]!) / 2;
}

const plain = (decimal: string): string => (decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal);
