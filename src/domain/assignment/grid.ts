import { shuffled } from '../seeded.js';
import { isOnPanel } from './exclusion.js';
import { type PlanEntry, type PlanExpert, type PlanProblem, reviewsOf } from './plan-problem.js';
import { scaleOf, wholeOf } from './scale.js';

/** What a cell of the table is. */
export const EXCLUDED = 0;
export const FREE = 1;
export const MADE = 2;
export const FIXED = 3;

/**
 * The problem as a table: a row for each entry, a column for each expert, both in the order of the seed, a cell at
 * `row * width + column`. Needs and loads are what is left besides the fixed pairs.
 */
export interface Grid {
  entries: PlanEntry[];
  experts: PlanExpert[];
  width: number;
  cells: Uint8Array;
  /** Affinities in whole units of `1 / scale`. */
  gains: Int32Array | Float64Array;
  scale: number;
  isExact: boolean;
  /** Whether gains bear more than affinities, because some pairs are to be kept first. */
  keepsFirst: boolean;
  need: Int32Array;
  min: Int32Array;
  max: Int32Array;
  /** Entries and experts by id. */
  rowOf: Map<string, number>;
  columnOf: Map<string, number>;
}

/** `keep` adds to the gain of the cells it names more than all affinities together: what is kept comes before them. */
export function gridOf(problem: PlanProblem, keep: PlanProblem['fixed'] = []): Grid {
  const entries = shuffled(problem.entries, problem.seed);
  const experts = shuffled(problem.experts, problem.seed + 1);
  const width = experts.length;
  const total = entries.reduce((sum, entry) => sum + reviewsOf(problem, entry), 0);
  const values = problem.affinity instanceof Float64Array ? problem.affinity : problem.affinity.map((pair) => pair[2]);
  const terms = 4 * (entries.length + width + total + 1);
  const { scale, isExact } = scaleOf(values, keep.length ? terms * (2 * total + 1) : terms);
  const largest = wholeOf(largestOf(values), scale);
  const bonus = keep.length ? 2 * total * largest + 1 : 0;
  const isSmall = largest + bonus < 2 ** 31;
  const cells = entries.length * width;
  const grid: Grid = {
    entries,
    experts,
    width,
    scale,
    isExact,
    keepsFirst: keep.length > 0,
    cells: new Uint8Array(cells),
    gains: isSmall ? new Int32Array(cells) : new Float64Array(cells),
    need: Int32Array.from(entries, (entry) => reviewsOf(problem, entry)),
    min: Int32Array.from(experts, ({ min }) => min),
    max: Int32Array.from(experts, ({ max }) => Math.min(max, entries.length)),
    rowOf: new Map(entries.map(({ id }, row) => [id, row])),
    columnOf: new Map(experts.map(({ id }, column) => [id, column])),
  };
  fillCells(grid, problem);
  fillGains(grid, problem);
  for (const pair of keep) {
    const at = cellOf(grid, pair);
    if (at >= 0) grid.gains[at]! += bonus;
  }
  return grid;
}

function largestOf(values: Iterable<number>): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest;
}

/** The place of a pair in the table, -1 when the problem does not know it. */
export function cellOf(
  { rowOf, columnOf, width }: Pick<Grid, 'rowOf' | 'columnOf' | 'width'>,
  pair: { entryId: string; expertId: string },
): number {
  const row = rowOf.get(pair.entryId);
  const column = columnOf.get(pair.expertId);
  return row === undefined || column === undefined ? -1 : row * width + column;
}

/** Says the same as `exclusionRule`, for a whole table at once: texts are compared as numbers. */
function markFree({ entries, experts, width, cells, ...grid }: Grid, problem: PlanProblem): void {
  const codes = new Map<string | null, number>([[null, 0]]);
  const codeOf = (text: string | null) => codes.get(text) ?? codes.set(text, codes.size).get(text)!;
  const regions = Int32Array.from(experts, ({ regionCode }) => codeOf(regionCode));
  const organisations = Int32Array.from(experts, ({ organisationId }) => codeOf(organisationId));
  entries.forEach((entry, row) => {
    const region = codeOf(entry.regionCode) || -1;
    const organisation = codeOf(entry.organisationId) || -1;
    const base = row * width;
    for (let column = 0; column < width; column += 1)
      if (regions[column] !== region && organisations[column] !== organisation) cells[base + column] = FREE;
    if (entry.panel != null)
      experts.forEach((expert, column) => {
        if (!isOnPanel(expert, entry)) cells[base + column] = EXCLUDED;
      });
  });
  const declared = problem.conflicts.map(({ submissionId, expertId }) => ({ entryId: submissionId, expertId }));
  for (const pair of [...declared, ...problem.forbidden]) {
    const at = cellOf({ width, ...grid }, pair);
    if (at >= 0) cells[at] = EXCLUDED;
  }
}

function fillCells(grid: Grid, problem: PlanProblem): void {
  const { width, cells } = grid;
  markFree(grid, problem);
  for (const pair of problem.fixed) {
    const at = cellOf(grid, pair);
    if (at < 0 || cells[at] === FIXED) continue;
    cells[at] = FIXED;
    grid.need[Math.floor(at / width)]! -= 1;
    grid.min[at % width] = Math.max(0, grid.min[at % width]! - 1);
    grid.max[at % width]! -= 1;
  }
}

function fillGains(grid: Grid, { affinity, entries, experts }: PlanProblem): void {
  const { gains, scale, width } = grid;
  if (!(affinity instanceof Float64Array)) {
    for (const [entryId, expertId, value] of affinity) {
      const at = cellOf(grid, { entryId, expertId });
      if (at >= 0) gains[at] = wholeOf(value, scale);
    }
    return;
  }
  const columns = Int32Array.from(experts, ({ id }) => grid.columnOf.get(id)!);
  entries.forEach(({ id }, from) => {
    const to = grid.rowOf.get(id)! * width;
    for (let column = 0; column < width; column += 1)
      gains[to + columns[column]!] = wholeOf(affinity[from * width + column]!, scale);
  });
}

/** Removes what was made, so that the table can be filled again. */
export function clearMade({ cells }: Grid): void {
  for (let at = 0; at < cells.length; at += 1) if (cells[at] === MADE) cells[at] = FREE;
}
