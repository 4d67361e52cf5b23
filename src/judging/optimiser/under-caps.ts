import highsModule from 'highs';
import { sortedPairs } from '../../domain/assignment/plan-experts.js';
import { capsOf } from '../../domain/assignment/caps.js';
import { cellOf, FIXED, FREE, type Grid, gridOf } from '../../domain/assignment/grid.js';
import type { AssignedPair } from '../../domain/assignment/assign-experts.js';
import type { Plan, PlanProblem } from '../../domain/assignment/plan-problem.js';

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
const OPTIMAL = 7;
const INFEASIBLE = 8;

/**
 * The best pairs under caps of region and organisation. With both caps the problem is no flow any more, so it goes to
 * HiGHS as a 0/1 program, with no gap allowed. At first only the pairs that the prices of the plan without caps find
 * best; a plan with another pair is worth at least that pair's reduced cost less than the plan without caps, so that
 * only those which could still gain need to join. Null when no plan keeps the caps.
 */
export async function solveUnderCaps(
  problem: PlanProblem,
  relaxed: Plan,
  promising = PROMISING,
): Promise<CappedPairs | null> {
  const grid = gridOf(problem);
  const all = [...grid.cells.keys()].filter((cell) => grid.cells[cell] === FREE);
  const costOf = reducedCosts(grid, relaxed);
  const limit = relaxed.pairs.reduce((sum, pair) => sum + grid.gains[cellOf(grid, pair)]!, 0);
  for (let cells = cheapest(grid, all, { costOf, promising }); ;) {
    const solved = await solveCells(problem, grid, cells);
    if (!solved && cells.length === all.length) return null;
    const gap = solved ? limit - solved.units : Infinity;
    const known = new Set(cells);
    const wider = all.filter((cell) => known.has(cell) || costOf(cell) < gap);
    if (solved && wider.length === cells.length) return { pairs: solved.pairs, bound: solved.bound };
    cells = wider;
  }
}

function reducedCosts(grid: Grid, { prices }: Plan): (cell: number) => number {
  const ofRow = grid.entries.map(({ id }) => prices.entries[id] ?? 0);
  const ofColumn = grid.experts.map(({ id }) => prices.experts[id] ?? 0);
  return (cell) => ofRow[Math.floor(cell / grid.width)]! + ofColumn[cell % grid.width]! - grid.gains[cell]!;
}

/** The pairs of least reduced cost for each entry, in the order of the table. */
function cheapest(
  grid: Grid,
  all: readonly number[],
  { costOf, promising }: { costOf: (cell: number) => number; promising: number },
): number[] {
  const byRow: number[][] = grid.entries.map(() => []);
  for (const cell of all) byRow[Math.floor(cell / grid.width)]!.push(cell);
  return byRow.flatMap((cells) =>
    cells
      .sort((a, b) => costOf(a) - costOf(b) || a - b)
      .slice(0, promising)
      .sort((a, b) => a - b),
  );
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

/** Affinities are whole units, so that a bound within one unit of the worth is the worth itself. */
function pairsOf(
  grid: Grid,
  { cells, values, proven }: { cells: readonly number[]; values: ArrayLike<number>; proven: number },
): CappedPairs & { units: number } {
  const chosen = cells.filter((_, column) => values[column]! > 0.5);
  const fixed = [...grid.cells.keys()].filter((cell) => grid.cells[cell] === FIXED);
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
