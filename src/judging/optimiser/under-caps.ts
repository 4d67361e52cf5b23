import highsModule from 'highs';
import { sortedPairs } from '../../domain/assignment/plan-experts.js';
import { capsOf } from '../../domain/assignment/caps.js';
import { FIXED, FREE, type Grid, gridOf } from '../../domain/assignment/grid.js';
import type { AssignedPair } from '../../domain/assignment/assign-experts.js';
import type { PlanProblem } from '../../domain/assignment/plan-problem.js';

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
const OPTIMAL = 7;
const INFEASIBLE = 8;

/**
 * The best pairs under caps of region and organisation. With both caps the problem is no flow any more, so it goes to
 * HiGHS as a 0/1 program, with no gap allowed. Null when no plan keeps the caps.
 */
export async function solveUnderCaps(problem: PlanProblem): Promise<CappedPairs | null> {
  const grid = gridOf(problem);
  const cells = [...grid.cells.keys()].filter((cell) => grid.cells[cell] === FREE);
  const rows = rowsOf(problem, grid, cells);
  if (rows.some(({ most }) => most < 0)) return null;
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
): CappedPairs {
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
        else known.columns.push(columnOf.get(cell)!);
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
