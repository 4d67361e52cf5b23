import highsModule from 'highs';
import { sortedPairs } from '../../domain/assignment/plans/plan-experts.js';
import { capsOf } from '../../domain/assignment/problem/caps.js';
import { cellOf, FIXED, FREE, type Grid, gridOf } from '../../domain/assignment/solver/grid.js';
import type { AssignedPair, Plan, PlanProblem } from '../../domain/assignment/problem/problem.js';

export interface CappedPairs {
  pairs: AssignedPair[];
  /** What the solver proved, in affinity: no plan under the caps is worth more. */
  bound: number;
}

/** The package's types describe its CommonJS form, whose default export is one step further in. */
const loadHighs = highsModule as unknown as typeof highsModule.default;

/** A constraint: the columns that count, and how many of them may be chosen. */
interface Row {
  columns: number[];
  least: number;
  most: number;
}

/** What a solver of floating numbers may be off by. */
const ROUNDING = 1e-3;
/** Pairs of each entry that are looked at first. */
const PROMISING = 24;
/** More pairs than these take HiGHS too long. */
const SOLVED_UP_TO = 80_000;
const OPTIMAL = 7;
const INFEASIBLE = 8;

/**
 * The best pairs under caps that cross. That is no flow, so it goes to HiGHS as a 0/1 program, with no gap allowed. At first
 * only the pairs of the plan before and those that its prices find best; a plan with another pair is worth at least that
 * pair's reduced cost less than the bound, so that only those which could still gain need to join. Where they are too
 * many, the bound stays what it was. `none` when no plan keeps the caps, `too-large` when that cannot be told.
 */
export async function solveUnderCaps(
  problem: PlanProblem,
  relaxed: Plan,
  promising = PROMISING,
): Promise<CappedPairs | 'none' | 'too-large'> {
  const { entries, experts } = problem;
  if (entries.length * Math.min(promising, experts.length) > SOLVED_UP_TO) return 'too-large';
  const grid = gridOf(problem);
  const costOf = reducedCosts(grid, relaxed);
  const limit = Math.floor(relaxed.bound * grid.scale + ROUNDING);
  const free = grid.cells.reduce((count, cell) => count + (cell === FREE ? 1 : 0), 0);
  const within = (gap: number, first: ReadonlySet<number>) => cellsWithin(grid, { costOf, gap, first });
  let cells = within(-Infinity, new Set([...madeCells(grid, relaxed), ...cheapest(grid, { costOf, promising })]));
  for (;;) {
    const solved = await solveCells(problem, grid, cells);
    if (!solved && cells.length === free) return 'none';
    const wider = within(solved ? limit - solved.units : Infinity, new Set(cells));
    const isTooLarge = wider.length > SOLVED_UP_TO;
    if (solved && (isTooLarge || wider.length === cells.length))
      return { pairs: solved.pairs, bound: isTooLarge ? limit / grid.scale : solved.bound };
    if (isTooLarge) return 'too-large';
    cells = wider;
  }
}

/** The first cells and those of less cost than the gap, in the order of the table; no more than one above the limit. */
function cellsWithin(
  { cells }: Grid,
  { costOf, gap, first }: { costOf: (cell: number) => number; gap: number; first: ReadonlySet<number> },
): number[] {
  const found: number[] = [];
  for (let cell = 0; cell < cells.length && found.length <= SOLVED_UP_TO; cell += 1)
    if (cells[cell] === FREE && (first.has(cell) || costOf(cell) < gap)) found.push(cell);
  return found;
}

function madeCells(grid: Grid, { pairs }: Plan): Set<number> {
  return new Set(pairs.map((pair) => cellOf(grid, pair)));
}

/** What the bound would lose by each pair. */
function reducedCosts(grid: Grid, { prices }: Plan): (cell: number) => number {
  const ofRow = grid.entries.map(({ id }) => prices.entries[id] ?? 0);
  const ofColumn = grid.experts.map(({ id }) => prices.experts[id] ?? 0);
  const ofGroups = capPrices(grid, prices);
  return (cell) => {
    const [row, column] = [Math.floor(cell / grid.width), cell % grid.width];
    return ofRow[row]! + ofGroups(row, column) + ofColumn[column]! - grid.gains[cell]!;
  };
}

function capPrices(grid: Grid, { caps = [] }: Plan['prices']): (row: number, column: number) => number {
  const priced = new Map(
    caps.map(([entryId, kind, group, price]) => [JSON.stringify([grid.rowOf.get(entryId), kind, group]), price]),
  );
  if (priced.size === 0) return () => 0;
  return (row, column) =>
    grid.caps.reduce((sum, { kind, codeOf, names }) => {
      const group = names[codeOf[column]!];
      return group === undefined ? sum : sum + (priced.get(JSON.stringify([row, kind, group])) ?? 0);
    }, 0);
}

/** The pairs of least reduced cost for each entry, in the order of the table. */
function cheapest(
  { cells, width, entries }: Grid,
  { costOf, promising }: { costOf: (cell: number) => number; promising: number },
): number[] {
  const found: number[] = [];
  for (let row = 0; row < entries.length; row += 1) {
    const own: number[] = [];
    for (let cell = row * width; cell < (row + 1) * width; cell += 1) if (cells[cell] === FREE) own.push(cell);
    own.sort((a, b) => costOf(a) - costOf(b) || a - b);
    found.push(...own.slice(0, promising).sort((a, b) => a - b));
  }
  return found;
}

async function solveCells(problem: PlanProblem, grid: Grid, cells: readonly number[]) {
  const rows = rowsOf(problem, grid, cells);
  if (rows.some(({ least, most, columns }) => most < 0 || columns.length < least)) return null;
  if (cells.length === 0) return pairsOf(grid, { cells, values: [], proven: 0 });
  const highs = await loadHighs();
  const model = highs.createModel(modelOf(grid, cells, rows));
  try {
    model.options.set({ output_flag: false, mip_rel_gap: 0, mip_abs_gap: 0.5, random_seed: 0 });
    model.run();
    const status = model.getModelStatus();
    if (status === INFEASIBLE) return null;
    if (status !== OPTIMAL) throw new Error(`HiGHS ended with status ${status}`);
    const { colValue } = model.getSolution();
    if (!colValue) throw new Error('HiGHS gave no solution');
    return pairsOf(grid, { cells, values: colValue, proven: -Number(model.info.get('mip_dual_bound')) });
  } finally {
    model.dispose();
  }
}

function cellsOf({ cells }: Grid, state: number): number[] {
  const found: number[] = [];
  for (let cell = 0; cell < cells.length; cell += 1) if (cells[cell] === state) found.push(cell);
  return found;
}

/** Affinities are whole units, so that a bound within one unit of the worth is the worth itself. */
function pairsOf(
  grid: Grid,
  { cells, values, proven }: { cells: readonly number[]; values: ArrayLike<number>; proven: number },
): CappedPairs & { units: number } {
  const chosen = cells.filter((_, column) => values[column]! > 0.5);
  const fixed = cellsOf(grid, FIXED);
  const all = [...chosen, ...fixed];
  const worth = (list: readonly number[]) => list.reduce((sum, cell) => sum + grid.gains[cell]!, 0);
  const units = worth(all);
  const fixedUnits = worth(fixed);
  const pairs = all.map((cell) => ({
    entryId: grid.entries[Math.floor(cell / grid.width)]!.id,
    expertId: grid.experts[cell % grid.width]!.id,
  }));
  return {
    units,
    pairs: sortedPairs(pairs),
    bound: (fixedUnits + Math.max(units - fixedUnits, Math.floor(proven + ROUNDING))) / grid.scale,
  };
}

function rowsOf(problem: PlanProblem, grid: Grid, cells: readonly number[]): Row[] {
  const byEntry: Row[] = Array.from(grid.need, (need) => ({ columns: [], least: need, most: need }));
  const byExpert: Row[] = Array.from(grid.max, (most, column) => ({ columns: [], least: grid.min[column]!, most }));
  cells.forEach((cell, column) => {
    byEntry[Math.floor(cell / grid.width)]!.columns.push(column);
    byExpert[cell % grid.width]!.columns.push(column);
  });
  return [...byEntry, ...byExpert, ...capRows(problem, grid, cells)];
}

/** One for each entry and group that could break its cap; fixed pairs have used it up in part. */
function capRows(problem: PlanProblem, grid: Grid, cells: readonly number[]): Row[] {
  const columnOf = new Map(cells.map((cell, column) => [cell, column]));
  return capsOf(problem).flatMap(({ groupOf, most }) => {
    const groups = grid.experts.map(groupOf);
    return grid.entries.flatMap((_, row) => {
      const rows = new Map<string, Row>();
      groups.forEach((group, place) => {
        const cell = row * grid.width + place;
        const state = grid.cells[cell];
        if (group === null || (state !== FREE && state !== FIXED)) return;
        const known = rows.get(group) ?? { columns: [], least: 0, most };
        if (state === FIXED) known.most -= 1;
        else if (columnOf.has(cell)) known.columns.push(columnOf.get(cell)!);
        rows.set(group, known);
      });
      return [...rows.values()].filter((each) => each.columns.length > each.most || each.most < 0);
    });
  });
}

function modelOf(grid: Grid, cells: readonly number[], rows: readonly Row[]) {
  const size = rows.reduce((sum, { columns }) => sum + columns.length, 0);
  const starts = new Int32Array(rows.length + 1);
  const indices = new Int32Array(size);
  let at = 0;
  rows.forEach(({ columns }, row) => {
    for (const column of columns) indices[at++] = column;
    starts[row + 1] = at;
  });
  return {
    numCols: cells.length,
    numRows: rows.length,
    colCost: Float64Array.from(cells, (cell) => -grid.gains[cell]!),
    colLower: new Float64Array(cells.length),
    colUpper: new Float64Array(cells.length).fill(1),
    rowLower: Float64Array.from(rows, ({ least }) => least),
    rowUpper: Float64Array.from(rows, ({ most }) => most),
    matrix: {
      format: 'csr' as const,
      numCols: cells.length,
      numRows: rows.length,
      starts,
      indices,
      values: new Float64Array(size).fill(1),
    },
    integrality: new Int32Array(cells.length).fill(1),
  };
}
