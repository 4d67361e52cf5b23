import { dot, equations, type Crossed, type Ratios } from './crossed.js';
import { randomStream } from './random.js';
import { total } from './sheet-table.js';
import { solverOf, type InverseParts, type Solver } from './solver.js';

/** The restricted likelihood at one pair of ratios, with the residual variance and the mean at their best. */
export interface Point {
  ratios: Ratios;
  solver: Solver;
  /** `−2 log` of the restricted likelihood as lme4 states it; null where no determinant was taken. */
  deviance: number | null;
  mu: number;
  residual: number;
  /** `H⁻¹ 1`, its sum, and `P y`. */
  level: Float64Array;
  levelSum: number;
  left: Float64Array;
}

export type Pair = [number, number];

/** Rules §14. Evaluates `score ~ 1 + (1|outer) + (1|inner)` at the ratios; `y` is in the order of the layout. Floats. */
export function pointAt(layout: Crossed, y: Float64Array, ratios: Ratios): Point {
  const solver = solverOf(equations(layout, ratios));
  const level = solver.effects(new Float64Array(layout.size).fill(1)).rest;
  const levelSum = total(level);
  const plain = solver.effects(y).rest;
  const mu = total(plain) / levelSum;
  const left = plain.map((value, at) => value - mu * level[at]!);
  const degrees = layout.size - 1;
  const residual = dot(y, left) / degrees;
  let deviance = solver.logDeterminant;
  if (deviance !== null) {
    for (const load of layout.outerLoad) deviance += Math.log1p(ratios.outer * load);
    deviance += Math.log(levelSum) + degrees * (1 + Math.log(2 * Math.PI * residual));
  }
  return { ratios, solver, deviance, mu, residual, level, levelSum, left };
}

/** The traces of `H⁻¹ Z Z′` of both factors. */
export function tracesOf({ outerLoad, innerLoad }: Crossed, ratios: Ratios, parts: InverseParts): Pair {
  let outer = 0;
  let inner = dot(innerLoad, parts.diagonal);
  outerLoad.forEach((load, at) => {
    const scale = 1 + ratios.outer * load;
    outer += load / scale - (ratios.inner * parts.quadratic[at]!) / scale ** 2;
    inner -= (ratios.outer * parts.quadratic[at]!) / scale;
  });
  return [outer, inner];
}

/** Hutchinson's estimate of the inverse parts from random signs; a fixed seed keeps it the same from point to point. */
export function estimatedParts(layout: Crossed, solver: Solver, probes: number): InverseParts {
  const { inner, outer, start, innerOf } = layout;
  const parts = { diagonal: new Float64Array(inner), quadratic: new Float64Array(outer) };
  const stream = randomStream(2019, 'probes');
  for (let probe = 0; probe < probes; probe += 1) {
    const signs = Float64Array.from({ length: inner }, () => (stream.uniform() < 0.5 ? -1 : 1));
    const answer = signs.slice();
    solver.solve(answer);
    for (let at = 0; at < inner; at += 1) parts.diagonal[at]! += (signs[at]! * answer[at]!) / probes;
    for (let level = 0; level < outer; level += 1) {
      let asked = 0;
      let answered = 0;
      for (let sheet = start[level]!; sheet < start[level + 1]!; sheet += 1) {
        asked += signs[innerOf[sheet]!]!;
        answered += answer[innerOf[sheet]!]!;
      }
      parts.quadratic[level]! += (asked * answered) / probes;
    }
  }
  return parts;
}

/** Sums of the values over the levels of both factors. */
export function levelSums(layout: Crossed, values: Float64Array): [Float64Array, Float64Array] {
  const outer = new Float64Array(layout.outer);
  const inner = new Float64Array(layout.inner);
  for (let sheet = 0; sheet < layout.size; sheet += 1) {
    outer[layout.outerOf[sheet]!]! += values[sheet]!;
    inner[layout.innerOf[sheet]!]! += values[sheet]!;
  }
  return [outer, inner];
}

/** The slope of the deviance along both ratios. */
export function slopeAt(layout: Crossed, point: Point, traces: Pair): Pair {
  const left = levelSums(layout, point.left);
  const level = levelSums(layout, point.level);
  const slope = (at: 0 | 1) =>
    traces[at] - dot(level[at], level[at]) / point.levelSum - dot(left[at], left[at]) / point.residual;
  return [slope(0), slope(1)];
}

/** The average information (Gilmour, Thompson and Cullis, 1995) with the residual variance profiled out. */
export function informationAt(layout: Crossed, point: Point): [number, number, number] {
  const { outerOf, innerOf, size } = layout;
  const [outer, inner] = levelSums(layout, point.left);
  const spread = [
    Float64Array.from({ length: size }, (_, sheet) => outer[outerOf[sheet]!]!),
    Float64Array.from({ length: size }, (_, sheet) => inner[innerOf[sheet]!]!),
  ] as const;
  const projected = spread.map((values) => {
    const { rest } = point.solver.effects(values);
    const shift = dot(point.level, values) / point.levelSum;
    return rest.map((value, at) => value - shift * point.level[at]!);
  });
  const [first, second] = [dot(outer, outer), dot(inner, inner)];
  const whole = point.residual * (size - 1);
  const entry = (a: 0 | 1, b: 0 | 1, product: number) =>
    dot(spread[a], projected[b]!) / point.residual - product / whole / point.residual;
  return [entry(0, 0, first * first), entry(0, 1, first * second), entry(1, 1, second * second)];
}
