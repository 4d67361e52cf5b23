import { loads, type SheetTable } from './sheet-table.js';

/**
 * Two crossed factors, the larger one outside: its block of the equations is diagonal and is eliminated, so that only a
 * matrix of the smaller one is left. Sheets are in the order of the outer factor.
 */
export interface Crossed {
  size: number;
  outer: number;
  inner: number;
  /** True when the experts are outside because there are more of them than entries. */
  isSwapped: boolean;
  outerOf: Int32Array;
  innerOf: Int32Array;
  outerLoad: Float64Array;
  innerLoad: Float64Array;
  /** The first sheet of each outer level, and the number of sheets at the end. */
  start: Int32Array;
  /** Which sheet of the table stands at each position. */
  order: Int32Array;
}

/** Lays the table out for solving; entries are outside where so asked, else the greater factor. */
export function crossed(table: SheetTable, { entriesOutside = false } = {}): Crossed {
  const isSwapped = !entriesOutside && table.experts.length > table.entries.length;
  const [outer, inner] = isSwapped
    ? [table.experts.length, table.entries.length]
    : [table.entries.length, table.experts.length];
  const [outside, inside] = isSwapped ? [table.expertOf, table.entryOf] : [table.entryOf, table.expertOf];
  const outerLoad = loads(outside, outer);
  const start = new Int32Array(outer + 1);
  outerLoad.forEach((load, index) => (start[index + 1] = start[index]! + load));
  const next = start.slice();
  const order = new Int32Array(outside.length);
  outside.forEach((level, sheet) => (order[next[level]!++] = sheet));
  return {
    size: outside.length,
    outer,
    inner,
    isSwapped,
    outerOf: order.map((sheet) => outside[sheet]!),
    innerOf: order.map((sheet) => inside[sheet]!),
    outerLoad,
    innerLoad: loads(inside, inner),
    start,
    order,
  };
}

/** Values of the sheets in the order of the layout. */
export function laidOut({ order }: Crossed, values: ArrayLike<number>): Float64Array {
  return Float64Array.from(order, (sheet) => values[sheet]!);
}

/** The variances of the two factors as multiples of the residual variance. */
export interface Ratios {
  outer: number;
  inner: number;
}

/** Predicted effects of both factors and what they leave of each sheet. */
export interface Effects {
  outer: Float64Array;
  inner: Float64Array;
  rest: Float64Array;
}

/**
 * The equations of the model at given ratios, after the outer factor is eliminated: `S v = r` for the inner effects,
 * `S = I + b (M − N′ D⁻¹ N)`. With `free` effects (least squares, nothing shrunk) `S = M − N′ D⁻¹ N + 11′/m`, which
 * makes the inner effects sum to zero.
 */
export interface Equations {
  layout: Crossed;
  ratios: Ratios | 'free';
  /** What one sheet of an outer level weighs in its prediction: `a / (1 + a n)`, or `1 / n` when free. */
  weights: Float64Array;
}

export function equations(layout: Crossed, ratios: Ratios | 'free'): Equations {
  const weights = layout.outerLoad.map((load) =>
    ratios === 'free' ? 1 / load : ratios.outer / (1 + ratios.outer * load),
  );
  return { layout, ratios, weights };
}

/** The matrix `S`, lower half and upper half. */
export function denseMatrix({ layout, ratios, weights }: Equations): Float64Array {
  const { inner, outer, start, innerOf, innerLoad } = layout;
  const scale = ratios === 'free' ? 1 : ratios.inner;
  const matrix = new Float64Array(inner * inner).fill(ratios === 'free' ? 1 / inner : 0);
  for (let level = 0; level < outer; level += 1)
    for (let one = start[level]!; one < start[level + 1]!; one += 1)
      for (let two = start[level]!; two < start[level + 1]!; two += 1)
        matrix[innerOf[one]! * inner + innerOf[two]!]! -= scale * weights[level]!;
  for (let level = 0; level < inner; level += 1)
    matrix[level * inner + level]! += scale * innerLoad[level]! + (ratios === 'free' ? 0 : 1);
  return matrix;
}

/** `S x` without the matrix: two passes over the sheets. */
export function timesMatrix({ layout, ratios, weights }: Equations, x: Float64Array, result: Float64Array): void {
  const { inner, outer, start, innerOf, innerLoad } = layout;
  const scale = ratios === 'free' ? 1 : ratios.inner;
  let sum = 0;
  if (ratios === 'free') for (let level = 0; level < inner; level += 1) sum += x[level]! / inner;
  const own = ratios === 'free' ? 0 : 1;
  for (let level = 0; level < inner; level += 1) result[level] = (own + scale * innerLoad[level]!) * x[level]! + sum;
  for (let level = 0; level < outer; level += 1) {
    const [from, to] = [start[level]!, start[level + 1]!];
    let seen = 0;
    for (let sheet = from; sheet < to; sheet += 1) seen += x[innerOf[sheet]!]!;
    seen *= scale * weights[level]!;
    for (let sheet = from; sheet < to; sheet += 1) result[innerOf[sheet]!]! -= seen;
  }
}

/** The diagonal of `S`, by which the iterations are scaled. */
export function diagonal({ layout, ratios, weights }: Equations): Float64Array {
  const scale = ratios === 'free' ? 1 : ratios.inner;
  const own = ratios === 'free' ? 1 / layout.inner : 1;
  const values = layout.innerLoad.map((load) => own + scale * load);
  for (let sheet = 0; sheet < layout.size; sheet += 1)
    values[layout.innerOf[sheet]!]! -= scale * weights[layout.outerOf[sheet]!]!;
  return values;
}

/**
 * Conjugate gradients on `S`, scaled by its diagonal, from zero until the residual is `tolerance` of the right-hand
 * side. The number of steps depends on the numbers alone, so the answer is the same each time.
 */
export function solveIteratively(of: Equations, scaling: Float64Array, right: Float64Array, tolerance = 1e-12): void {
  const { inner } = of.layout;
  const solution = new Float64Array(inner);
  const rest = right.slice();
  const scaled = rest.map((value, at) => value / scaling[at]!);
  const direction = scaled.slice();
  const image = new Float64Array(inner);
  let progress = dot(rest, scaled);
  const enough = progress * tolerance ** 2;
  for (let step = 0; step < 4 * inner + 50 && progress > enough; step += 1) {
    timesMatrix(of, direction, image);
    const length = progress / dot(direction, image);
    let after = 0;
    for (let at = 0; at < inner; at += 1) {
      solution[at]! += length * direction[at]!;
      rest[at]! -= length * image[at]!;
      scaled[at] = rest[at]! / scaling[at]!;
      after += rest[at]! * scaled[at]!;
    }
    const turn = after / progress;
    for (let at = 0; at < inner; at += 1) direction[at] = scaled[at]! + turn * direction[at]!;
    progress = after;
  }
  right.set(solution);
}

/** The effects that the values of the sheets predict, by a solver of `S v = r` in place. */
export function effectsOf(of: Equations, values: Float64Array, solve: (right: Float64Array) => void): Effects {
  const { layout, ratios, weights } = of;
  const { size, outerOf, innerOf } = layout;
  const sums = new Float64Array(layout.outer);
  for (let sheet = 0; sheet < size; sheet += 1) sums[outerOf[sheet]!]! += values[sheet]!;
  const inner = new Float64Array(layout.inner);
  const scale = ratios === 'free' ? 1 : ratios.inner;
  for (let sheet = 0; sheet < size; sheet += 1)
    inner[innerOf[sheet]!]! += scale * (values[sheet]! - weights[outerOf[sheet]!]! * sums[outerOf[sheet]!]!);
  solve(inner);
  for (let sheet = 0; sheet < size; sheet += 1) sums[outerOf[sheet]!]! -= inner[innerOf[sheet]!]!;
  const outer = sums.map((sum, level) => weights[level]! * sum);
  const rest = values.map((value, sheet) => value - outer[outerOf[sheet]!]! - inner[innerOf[sheet]!]!);
  return { outer, inner, rest };
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += a[index]! * b[index]!;
  return sum;
}
