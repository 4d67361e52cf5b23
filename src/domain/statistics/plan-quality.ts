import { midranks } from './agreement.js';
import { crossed, dot, equations } from './crossed.js';
import { randomStream } from './random.js';
import type { Variance } from './reml.js';
import { loads, partsOf, sheetTable, total, type ComparedPart, type SheetTable } from './sheet-table.js';
import { solverOf } from './solver.js';

/** What a plan of sheets will be worth, before any is written. */
export interface PlanQuality {
  /** More than one: the scores of different parts will not be comparable. */
  parts: ComparedPart[];
  sheetsPerEntry: { min: number; max: number };
  sheetsPerExpert: { min: number; max: number };
  /** Spearman's correlation of the adjusted order with the true one, to be expected; null for parts or too few. */
  rankCorrelation: number | null;
}

export interface SheetPlan {
  pairs: readonly { entryId: string; expertId: string }[];
  /** The variances to be expected, from an earlier cycle. */
  variance: Variance;
  seed: number;
  draws?: number;
}

/**
 * Rules §14. Foresees from the pairs alone what the scores will be able to tell: whether all can be compared, how even the
 * loads are, and how near the adjusted order will come to the true one, by simulating scores at the given variances.
 * Seeded; floats. Refuses `already-exists` for a pair given twice.
 */
export function foreseePlan({ pairs, variance, seed, draws = 200 }: SheetPlan): PlanQuality {
  const table = sheetTable(pairs.map((pair) => ({ ...pair, total: 0 })));
  const parts = partsOf(table);
  const range = (counts: Float64Array) => ({
    min: counts.reduce((least, count) => Math.min(least, count), Infinity),
    max: counts.reduce((most, count) => Math.max(most, count), 0),
  });
  const isComparable = parts.length === 1 && table.entries.length > 1 && table.experts.length > 1;
  return {
    parts,
    sheetsPerEntry: pairs.length ? range(loads(table.entryOf, table.entries.length)) : { min: 0, max: 0 },
    sheetsPerExpert: pairs.length ? range(loads(table.expertOf, table.experts.length)) : { min: 0, max: 0 },
    rankCorrelation: isComparable && variance.residual > 0 ? foreseen(table, variance, { seed, draws }) : null,
  };
}

function foreseen(table: SheetTable, variance: Variance, { seed, draws }: { seed: number; draws: number }): number {
  const layout = crossed(table);
  const { entry, expert, residual } = variance;
  const [a, b] = layout.isSwapped ? [expert, entry] : [entry, expert];
  const solver = solverOf(equations(layout, { outer: a / residual, inner: b / residual }));
  const level = solver.effects(new Float64Array(layout.size).fill(1)).rest;
  const levelSum = total(level);
  const stream = randomStream(seed, 'plan');
  const drawn = (size: number, of: number) =>
    Float64Array.from({ length: size }, () => Math.sqrt(of) * stream.normal());
  let sum = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    const [outer, inner] = [drawn(layout.outer, a), drawn(layout.inner, b)];
    const y = drawn(layout.size, residual).map(
      (noise, sheet) => noise + outer[layout.outerOf[sheet]!]! + inner[layout.innerOf[sheet]!]!,
    );
    const mu = dot(level, y) / levelSum;
    const found = solver.effects(y.map((value) => value - mu));
    sum += layout.isSwapped ? spearman(inner, found.inner) : spearman(outer, found.outer);
  }
  return sum / draws;
}

/** Zero where one side has no order at all. */
function spearman(a: Float64Array, b: Float64Array): number {
  const middle = (a.length + 1) / 2;
  const [x, y] = [a, b].map((values) => midranks(values).ranks.map((rank) => rank - middle)) as [
    Float64Array,
    Float64Array,
  ];
  const most = Math.sqrt(dot(x, x) * dot(y, y));
  return most > 0 ? dot(x, y) / most : 0;
}
