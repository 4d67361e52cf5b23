import type { Crossed, Ratios } from './crossed.js';
import { informationAt, pointAt, type Point } from './likelihood.js';
import type { RandomStream } from './random.js';
import { quantile, type Interval } from './agreement.js';

/** A pair of ratios and how many of the draws fell on it. */
export interface DrawnRatios {
  ratios: Ratios;
  count: number;
}

/** Beyond so much more deviance than at the best point nothing weighs any more. */
const reach = 16;
const nodes = 13;

/**
 * Draws pairs of variance ratios in proportion to their restricted likelihood, so that what is said of places bears that
 * the variances themselves are estimates. The likelihood is taken on a grid of the square roots of the ratios and
 * weighted by a half-Cauchy prior of scale one, which keeps two experts from saying that any variance may be. Tables too
 * large for determinants have variances so certain that a normal distribution around the estimate serves. Floats.
 */
export function drawRatios(
  layout: Crossed,
  y: Float64Array,
  best: Ratios,
  { count, stream }: { count: number; stream: RandomStream },
): DrawnRatios[] {
  const point = pointAt(layout, y, best);
  return point.deviance === null
    ? normalDraws(layout, point, count, stream)
    : gridDraws(layout, y, best, count, stream);
}

function gridDraws(layout: Crossed, y: Float64Array, best: Ratios, count: number, stream: RandomStream): DrawnRatios[] {
  const height = (outer: number, inner: number) =>
    pointAt(layout, y, { outer: outer ** 2, inner: inner ** 2 }).deviance! +
    2 * Math.log1p(outer ** 2) +
    2 * Math.log1p(inner ** 2);
  const centre = { outer: Math.sqrt(best.outer), inner: Math.sqrt(best.inner) };
  const outers = nodesAround(centre.outer, (value) => height(value, centre.inner));
  const inners = nodesAround(centre.inner, (value) => height(centre.outer, value));
  const cells = outers.flatMap((outer) => inners.map((inner) => ({ outer, inner, deviance: height(outer, inner) })));
  const least = cells.reduce((low, { deviance }) => Math.min(low, deviance), Infinity);
  const weights = cells.map(({ deviance }) => Math.exp((least - deviance) / 2));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  // Systematic sampling: one random start, then even steps, so that each cell gets its share to within one.
  const start = stream.uniform();
  let passed = 0;
  return cells.flatMap(({ outer, inner }, at) => {
    const before = Math.ceil((passed / whole) * count - start);
    passed += weights[at]!;
    const share = Math.ceil((passed / whole) * count - start) - before;
    return share > 0 ? [{ ratios: { outer: outer ** 2, inner: inner ** 2 }, count: share }] : [];
  });
}

/** Evenly spaced values of one axis, as far to both sides as the likelihood has weight. */
function nodesAround(centre: number, height: (value: number) => number): number[] {
  const level = height(centre) + reach;
  const edge = (sign: 1 | -1) => {
    let inside = 0;
    let outside = 0.05 * (centre + 0.1);
    while (centre + sign * outside > 0 && height(centre + sign * outside) < level && outside < 1e4) {
      inside = outside;
      outside *= 2;
    }
    for (let half = 0; half < 3; half += 1) {
      const middle = (inside + outside) / 2;
      if (centre + sign * middle > 0 && height(centre + sign * middle) < level) inside = middle;
      else outside = middle;
    }
    return Math.max(0, centre + sign * outside);
  };
  const [from, to] = [edge(-1), edge(1)];
  // Midpoints of even cells, so that the bound itself has no weight of its own.
  return Array.from({ length: nodes }, (_, at) => from + ((at + 0.5) * (to - from)) / nodes);
}

const normalNodes = 12;

function normalDraws(layout: Crossed, point: Point, count: number, stream: RandomStream): DrawnRatios[] {
  const [outer, across, inner] = informationAt(layout, point);
  const determinant = outer * inner - across ** 2;
  const sd = (own: number) => Math.sqrt((2 * own) / determinant);
  const correlation = -across / Math.sqrt(outer * inner);
  return Array.from({ length: Math.min(count, normalNodes) }, (_, at) => {
    const first = stream.normal();
    const second = correlation * first + Math.sqrt(1 - correlation ** 2) * stream.normal();
    return {
      ratios: {
        outer: Math.max(0, point.ratios.outer + first * sd(inner)),
        inner: Math.max(0, point.ratios.inner + second * sd(outer)),
      },
      count: Math.floor((count * (at + 1)) / normalNodes) - Math.floor((count * at) / normalNodes),
    };
  });
}

/** The 95 % interval of a figure that follows from the ratios of entry and expert variance to the residual one. */
export function intervalOver(
  drawn: readonly DrawnRatios[],
  value: number,
  figure: (ratios: Ratios) => number,
): Interval {
  const values = drawn.flatMap(({ ratios, count }) => Array.from({ length: count }, () => figure(ratios)));
  values.sort((a, b) => a - b);
  return { value, from: quantile(values, 0.025), to: quantile(values, 0.975) };
}
