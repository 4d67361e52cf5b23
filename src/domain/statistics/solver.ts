import { solveColumns } from './columns.js';
import {
  denseMatrix,
  diagonal,
  effectsOf,
  solveIteratively,
  type Crossed,
  type Effects,
  type Equations,
} from './crossed.js';
import { factorise, invertFactored, logDeterminant, solveFactored } from './dense.js';

/** Up to so many levels of the inner factor the matrix is factorised; above, the equations are solved by iteration. */
export const denseUpTo = 700;

/** The parts of `S⁻¹` that traces and errors need. */
export interface InverseParts {
  diagonal: Float64Array;
  /** Per outer level: the sum of `S⁻¹` over all pairs of its inner levels. */
  quadratic: Float64Array;
}

/** Solves the equations at one pair of ratios. */
export interface Solver {
  effects(values: Float64Array): Effects;
  solve(right: Float64Array): void;
  /** `log |S|`, or null where the matrix is too large to be factorised. */
  logDeterminant: number | null;
  /** The tolerance is that of the iterations; a factorised matrix needs none. */
  inverseParts(tolerance?: number): InverseParts;
}

export function solverOf(of: Equations): Solver {
  return of.layout.inner <= denseUpTo ? denseSolver(of) : iterativeSolver(of);
}

function denseSolver(of: Equations): Solver {
  const { layout } = of;
  const factor = denseMatrix(of);
  // A graph in parts makes the free equations singular; callers check that first.
  if (!factorise(factor, layout.inner)) throw new Error('the equations of the model are singular');
  const solve = (right: Float64Array) => solveFactored(factor, layout.inner, right);
  return {
    solve,
    effects: (values) => effectsOf(of, values, solve),
    logDeterminant: logDeterminant(factor, layout.inner),
    inverseParts: () => denseParts(layout, invertFactored(factor.slice(), layout.inner)),
  };
}

function denseParts({ inner, outer, start, innerOf }: Crossed, inverse: Float64Array): InverseParts {
  const quadratic = new Float64Array(outer);
  for (let level = 0; level < outer; level += 1)
    for (let one = start[level]!; one < start[level + 1]!; one += 1)
      for (let two = start[level]!; two < start[level + 1]!; two += 1)
        quadratic[level]! += inverse[innerOf[one]! * inner + innerOf[two]!]!;
  return { diagonal: Float64Array.from({ length: inner }, (_, at) => inverse[at * inner + at]!), quadratic };
}

export function iterativeSolver(of: Equations, tolerance = 1e-12): Solver {
  const scaling = diagonal(of);
  const solve = (right: Float64Array) => solveIteratively(of, scaling, right, tolerance);
  return {
    solve,
    effects: (values) => effectsOf(of, values, solve),
    logDeterminant: null,
    inverseParts: (columnTolerance = 1e-7) => iterativeParts(of, scaling, columnTolerance),
  };
}

/** Four columns at a time: exact to the seventh digit and more, and far quicker than a factor that fills up. */
function iterativeParts(of: Equations, scaling: Float64Array, tolerance: number): InverseParts {
  const { inner, outer, size, start, innerOf, outerOf } = of.layout;
  const parts = { diagonal: new Float64Array(inner), quadratic: new Float64Array(outer) };
  let columns: Float64Array = new Float64Array();
  const outersOf = Array.from({ length: inner }, (): number[] => []);
  for (let sheet = 0; sheet < size; sheet += 1) outersOf[innerOf[sheet]!]!.push(outerOf[sheet]!);
  for (let level = 0; level < inner; level += 1) {
    const at = level % 4;
    if (at === 0) columns = solveColumns(of, scaling, level, tolerance);
    parts.diagonal[level] = columns[level * 4 + at]!;
    for (const other of outersOf[level]!)
      for (let sheet = start[other]!; sheet < start[other + 1]!; sheet += 1)
        parts.quadratic[other]! += columns[innerOf[sheet]! * 4 + at]!;
  }
  return parts;
}
