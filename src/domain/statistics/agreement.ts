import { randomStream } from './random.js';
import type { Variance } from './reml.js';
import { loads, total, type SheetTable } from './sheet-table.js';

/** A figure with the bounds between which it lies with the stated confidence; a bound that is unknown is null. */
export interface Interval {
  value: number;
  from: number | null;
  to: number | null;
}

/**
 * Rules §14. Krippendorff's alpha for interval data (Krippendorff, 2011): one less the ratio of the disagreement within
 * entries to that between all values that can be paired. Entries with one sheet say nothing and are left out. Null where
 * nothing can be paired or nothing differs. Floats.
 */
export function krippendorffAlpha(table: SheetTable): number | null {
  return alphaOf(unitsOf(table));
}

/** Of an entry with two sheets or more: how many, the sum and the sum of squares about the mean of all. */
type Unit = readonly [count: number, sum: number, squares: number];

function unitsOf({ entries, entryOf, scores }: SheetTable): Unit[] {
  const centre = total(scores) / scores.length;
  const units = entries.map((): [number, number, number] => [0, 0, 0]);
  entryOf.forEach((entry, sheet) => {
    const value = scores[sheet]! - centre;
    const unit = units[entry]!;
    unit[0] += 1;
    unit[1] += value;
    unit[2] += value * value;
  });
  return units.filter(([count]) => count > 1);
}

function alphaOf(units: readonly Unit[]): number | null {
  let count = 0;
  let sum = 0;
  let squares = 0;
  let within = 0;
  for (const [size, total, square] of units) {
    count += size;
    sum += total;
    squares += square;
    within += (size * square - total * total) / (size - 1);
  }
  const between = (count * squares - sum * sum) / (count - 1);
  return count > 1 && between > 1e-12 * squares ? 1 - within / between : null;
}

/**
 * Rules §14. Alpha with a 95 % interval by a bootstrap of entries (they are drawn again with their sheets), which the
 * seed decides. Null where alpha is.
 */
export function alphaInterval(
  table: SheetTable,
  { seed, draws = 1000 }: { seed: number; draws?: number },
): Interval | null {
  const units = unitsOf(table);
  const value = alphaOf(units);
  if (value === null) return null;
  const stream = randomStream(seed, 'alpha');
  const drawn: number[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    const alpha = alphaOf(units.map(() => units[stream.below(units.length)]!));
    if (alpha !== null) drawn.push(alpha);
  }
  drawn.sort((a, b) => a - b);
  return { value, from: quantile(drawn, 0.025), to: quantile(drawn, 0.975) };
}

/** The quantile of sorted values, between neighbours in proportion; null of nothing. */
export function quantile(sorted: ArrayLike<number>, share: number): number | null {
  if (!sorted.length) return null;
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const lower = sorted[below]!;
  return lower + (at - below) * ((sorted[below + 1] ?? lower) - lower);
}

/** Whether every expert scored every entry, two of each at least. */
export function isComplete({ entries, experts, scores }: SheetTable): boolean {
  return entries.length > 1 && experts.length > 1 && scores.length === entries.length * experts.length;
}

/**
 * Rules §14. Kendall's coefficient of concordance with the correction for ties (Kendall and Gibbons, 1990): 0 where the
 * experts' orders cancel out, 1 where they are one. Null where the table is not complete or an order is all ties. Floats.
 */
export function kendallW(table: SheetTable): number | null {
  if (!isComplete(table)) return null;
  const [n, m] = [table.entries.length, table.experts.length];
  const sums = new Float64Array(n);
  let ties = 0;
  for (let expert = 0; expert < m; expert += 1) {
    const scores = Float64Array.from({ length: n }, (_, entry) => table.scores[entry * m + expert]!);
    const { ranks, tied } = midranks(scores);
    ranks.forEach((rank, entry) => (sums[entry]! += rank));
    ties += tied;
  }
  const centre = (m * (n + 1)) / 2;
  const spread = sums.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const most = m * m * (n ** 3 - n) - m * ties;
  return most > 0 ? (12 * spread) / most : null;
}

/** Ranks from 1, equals sharing the middle one, and the sum of `t³ − t` over groups of equals. */
export function midranks(values: Float64Array): { ranks: Float64Array; tied: number } {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]! || a - b);
  const ranks = new Float64Array(values.length);
  let tied = 0;
  for (let first = 0; first < order.length;) {
    let next = first + 1;
    while (next < order.length && values[order[next]!] === values[order[first]!]) next += 1;
    for (let at = first; at < next; at += 1) ranks[order[at]!] = (first + next + 1) / 2;
    tied += (next - first) ** 3 - (next - first);
    first = next;
  }
  return { ranks, tied };
}

/** The harmonic mean of the sheets per entry: what one entry's mean is typically made of. */
export function harmonicSheets({ entries, entryOf }: SheetTable): number {
  return entries.length / loads(entryOf, entries.length).reduce((sum, load) => sum + 1 / load, 0);
}

/**
 * Rules §14. Intraclass correlations of absolute agreement from variance components: of a single sheet, and of the mean
 * of `k` sheets by as many experts. On a complete table without negative components they are ICC(2,1) and ICC(2,k) of
 * Shrout and Fleiss (1979). Null where nothing varies. Floats.
 */
export function intraclass(variance: Variance, k: number): { icc21: number; icc2k: number } | null {
  const { entry, expert, residual } = variance;
  const single = entry + expert + residual;
  return single > 0 ? { icc21: entry / single, icc2k: entry / (entry + (expert + residual) / k) } : null;
}

/** Mean squares of a complete table: between entries, between experts, and what is left. */
export interface MeanSquares {
  entries: number;
  experts: number;
  rest: number;
}

/** The two-way analysis of variance of a complete table. */
export function meanSquares(table: SheetTable): MeanSquares {
  const [n, m] = [table.entries.length, table.experts.length];
  const centre = total(table.scores) / table.scores.length;
  const byEntry = new Float64Array(n);
  const byExpert = new Float64Array(m);
  const values = table.scores.map((score) => score - centre);
  values.forEach((value, sheet) => {
    byEntry[table.entryOf[sheet]!]! += value / m;
    byExpert[table.expertOf[sheet]!]! += value / n;
  });
  const squares = (of: Float64Array) => of.reduce((sum, value) => sum + value * value, 0);
  const rest = values.map((v, sheet) => v - byEntry[table.entryOf[sheet]!]! - byExpert[table.expertOf[sheet]!]!);
  return {
    entries: (m * squares(byEntry)) / (n - 1),
    experts: (n * squares(byExpert)) / (m - 1),
    rest: squares(rest) / ((n - 1) * (m - 1)),
  };
}
