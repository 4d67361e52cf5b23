import { shuffled } from '../../kernel/seeded.js';
import { type CapKind, capsOf } from '../problem/caps.js';
import { isOnPanel } from '../problem/exclusion.js';
import { type PlanEntry, type PlanExpert, type PlanProblem, reviewsOf } from '../problem/problem.js';
import { scaleOf, wholeOf } from '../problem/scale.js';
import { affinityPairs, affinityRows, valuesOf } from '../problem/worth.js';

/** What a cell of the table is. */
export const EXCLUDED = 0;
export const FREE = 1;
export const MADE = 2;
export const FIXED = 3;

/** A cap as columns know it: the group of each by number, -1 for none, and how many fixed pairs of a group a row has. */
export interface ColumnCap {
  kind: CapKind;
  most: number;
  codeOf: Int32Array;
  names: string[];
  /** By `row * names.length + code`. */
  used: Map<number, number>;
}

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
  gains: Int16Array | Int32Array | Float64Array;
  /** The greatest of the gains, without sign. */
  range: number;
  scale: number;
  isExact: boolean;
  /** Whether gains bear more than affinities, because some pairs are to be kept first. */
  keepsFirst: boolean;
  need: Int32Array;
  min: Int32Array;
  max: Int32Array;
  /** From the widest to the narrowest. */
  caps: ColumnCap[];
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
  const terms = 4 * (entries.length + width + total + 1);
  const { scale, isExact } = scaleOf(valuesOf(problem.affinity), keep.length ? terms * (2 * total + 1) : terms);
  const largest = wholeOf(largestOf(valuesOf(problem.affinity)), scale);
  const bonus = keep.length ? 2 * total * largest + 1 : 0;
  const cells = entries.length * width;
  const grid: Grid = {
    entries,
    experts,
    width,
    scale,
    isExact,
    keepsFirst: keep.length > 0,
    cells: new Uint8Array(cells),
    gains: newGains(cells, largest + bonus),
    range: largest + bonus,
    need: Int32Array.from(entries, (entry) => reviewsOf(problem, entry)),
    min: Int32Array.from(experts, ({ min }) => min),
    max: Int32Array.from(experts, ({ max }) => Math.min(max, entries.length)),
    caps: columnCaps(problem, experts),
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

/** In the least memory that holds them. */
function newGains(cells: number, largest: number): Grid['gains'] {
  if (largest < 2 ** 15) return new Int16Array(cells);
  return largest < 2 ** 31 ? new Int32Array(cells) : new Float64Array(cells);
}

function columnCaps(problem: PlanProblem, experts: readonly PlanExpert[]): ColumnCap[] {
  return capsOf(problem).map(({ kind, most, groupOf }) => {
    const groups = experts.map(groupOf);
    const names = [...new Set(groups)].filter((name) => name !== null);
    const codes = new Map<string | null, number>(names.map((name, code) => [name, code]));
    return { kind, most, names, codeOf: Int32Array.from(groups, (name) => codes.get(name) ?? -1), used: new Map() };
  });
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
  const { width, cells, caps } = grid;
  markFree(grid, problem);
  for (const pair of problem.fixed) {
    const at = cellOf(grid, pair);
    if (at < 0 || cells[at] === FIXED) continue;
    cells[at] = FIXED;
    grid.need[Math.floor(at / width)]! -= 1;
    grid.min[at % width] = Math.max(0, grid.min[at % width]! - 1);
    grid.max[at % width]! -= 1;
    for (const { codeOf, names, used } of caps) {
      const code = codeOf[at % width]!;
      const key = Math.floor(at / width) * names.length + code;
      if (code >= 0) used.set(key, (used.get(key) ?? 0) + 1);
    }
  }
}

function fillGains(grid: Grid, { affinity, entries, experts }: PlanProblem): void {
  const { gains, scale, width } = grid;
  const [rowAt, single] = [affinityRows(affinity, width), affinityPairs(affinity)];
  if (rowAt) {
    const columns = Int32Array.from(experts, ({ id }) => grid.columnOf.get(id)!);
    entries.forEach(({ id }, index) => {
      const [row, to] = [rowAt(index), grid.rowOf.get(id)! * width];
      for (let column = 0; column < width; column += 1) gains[to + columns[column]!] = wholeOf(row[column]!, scale);
    });
  }
  for (const [entryId, expertId, value] of single) {
    const at = cellOf(grid, { entryId, expertId });
    if (at >= 0) gains[at] = wholeOf(value, scale);
  }
}

/** Removes what was made, so that the table can be filled again. */
export function clearMade({ cells }: Grid): void {
  for (let at = 0; at < cells.length; at += 1) if (cells[at] === MADE) cells[at] = FREE;
}
