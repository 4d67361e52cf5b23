import { crossed, dot, equations, laidOut, type Crossed, type Ratios } from './crossed.js';
import {
  estimatedParts,
  informationAt,
  levelSums,
  pointAt,
  slopeAt,
  tracesOf,
  type Pair,
  type Point,
} from './likelihood.js';
import { total, type SheetTable } from './sheet-table.js';
import { denseUpTo, solverOf, type InverseParts } from './solver.js';

export interface Variance {
  entry: number;
  expert: number;
  residual: number;
}

/** An effect that the model predicts, and its conditional standard deviation. */
export interface Predicted {
  effect: number;
  se: number;
}

export interface CrossedFit {
  mu: number;
  variance: Variance;
  /** In the order of the table's entries and experts. */
  entries: Predicted[];
  experts: Predicted[];
  /** What lme4 calls the REML criterion; null above the size where determinants are taken. */
  deviance: number | null;
}

const steps = 200;
const probes = 24;
const passes = 5;

/**
 * Rules §14. Fits `score ~ 1 + (1|entry) + (1|expert)` by restricted maximum likelihood. Variances are bounded by zero
 * and may lie on the bound, as in lme4. Effects are best linear unbiased predictions; `se` is the conditional standard
 * deviation at the fitted variances and mean, lme4's `condVar`. Floats: an estimate, not a count that decides a place.
 *
 * Needs a table in one part with two entries and two experts or more; returns null where there is less. Scores that are
 * exact sums of an entry's and an expert's share have no residual variance, and that limit is returned.
 */
export function fitCrossed(table: SheetTable): CrossedFit | null {
  if (table.entries.length < 2 || table.experts.length < 2) return null;
  const layout = crossed(table);
  const centre = total(table.scores) / table.scores.length;
  const y = laidOut(layout, table.scores).map((score) => score - centre);
  const exactFit = additiveFit(layout, y);
  const fit = exactFit ?? randomFit(layout, y);
  return orientate(layout, { ...fit, mu: fit.mu + centre });
}

/** A fit with its factors as they lie outside and inside. */
interface LaidFit {
  mu: number;
  deviance: number | null;
  variance: { outer: number; inner: number; residual: number };
  outer: Predicted[];
  inner: Predicted[];
}

function orientate({ isSwapped }: Crossed, { mu, deviance, variance, outer, inner }: LaidFit): CrossedFit {
  const [entry, expert] = isSwapped ? [variance.inner, variance.outer] : [variance.outer, variance.inner];
  const [entries, experts] = isSwapped ? [inner, outer] : [outer, inner];
  return { mu, deviance, variance: { entry, expert, residual: variance.residual }, entries, experts };
}

function randomFit(layout: Crossed, y: Float64Array): LaidFit {
  const isDense = layout.inner <= denseUpTo;
  const { point, parts } = isDense ? searchExactly(layout, y) : searchLarge(layout, y);
  const { ratios, residual } = point;
  const [outer, inner] = levelSums(layout, point.left);
  const sd = (ratio: number, share: number) => Math.sqrt(Math.max(0, ratio * share * residual));
  const { inner: b, outer: a } = ratios;
  return {
    mu: point.mu,
    deviance: point.deviance,
    variance: { outer: a * residual, inner: b * residual, residual },
    outer: layout.outerLoad.reduce<Predicted[]>((list, load, at) => {
      const scale = 1 + a * load;
      list.push({ effect: a * outer[at]!, se: sd(a, 1 / scale + (a * b * parts.quadratic[at]!) / scale ** 2) });
      return list;
    }, []),
    inner: Array.from(inner, (sum, at) => ({ effect: b * sum, se: sd(b, parts.diagonal[at]!) })),
  };
}

interface Found {
  point: Point;
  parts: InverseParts;
}

/** Newton's method on the deviance, held at zero where it leans on the bound, with steps halved until they descend. */
function searchExactly(layout: Crossed, y: Float64Array): Found {
  const at = (ratios: Ratios) => pointAt(layout, y, ratios);
  let point = at({ outer: 1, inner: 1 });
  for (let step = 0; ; step += 1) {
    const parts = point.solver.inverseParts();
    const slope = slopeAt(layout, point, tracesOf(layout, point.ratios, parts));
    const move = moveFrom(point.ratios, slope, informationAt(layout, point));
    const next = descend(point, move, at);
    const size = stepSize(point.ratios, next.ratios);
    if (size < 1e-11 || step >= steps) return { point, parts };
    point = next;
  }
}

/** The greater change of the two ratios, in proportion. */
function stepSize(from: Ratios, to: Ratios): number {
  const change = (a: number, b: number) => Math.abs(b - a) / (b + 1e-3);
  return Math.max(change(from.outer, to.outer), change(from.inner, to.inner));
}

function descend(from: Point, [outer, inner]: Pair, at: (ratios: Ratios) => Point): Point {
  for (let length = 1; length > 1e-9; length /= 2) {
    const next = at({
      outer: bounded(from.ratios.outer + length * outer),
      inner: bounded(from.ratios.inner + length * inner),
    });
    if (next.deviance! <= from.deviance! + 1e-12 * Math.abs(from.deviance!)) return next;
  }
  return from;
}

/** Ratios beyond this say that nothing is left to the residual. */
const greatestRatio = 1e8;
const bounded = (ratio: number) => Math.min(greatestRatio, Math.max(0, ratio));

/** The step that the slope and the information ask for; a ratio at zero with a rising deviance stays there. */
function moveFrom(ratios: Ratios, slope: Pair, [outer, across, inner]: [number, number, number]): Pair {
  const isHeld: [boolean, boolean] = [ratios.outer <= 0 && slope[0] >= 0, ratios.inner <= 0 && slope[1] >= 0];
  const determinant = outer * inner - across * across;
  if (isHeld[0] || isHeld[1] || !(determinant > 1e-14 * outer * inner))
    return [isHeld[0] ? 0 : -slope[0] / outer, isHeld[1] ? 0 : -slope[1] / inner];
  const both: Pair = [
    (across * slope[1] - inner * slope[0]) / determinant,
    (across * slope[0] - outer * slope[1]) / determinant,
  ];
  // A step through the bound is taken along it.
  if (ratios.outer + both[0] < 0) return [-ratios.outer, -(slope[1] - across * ratios.outer) / inner];
  if (ratios.inner + both[1] < 0) return [-(slope[0] - across * ratios.inner) / outer, -ratios.inner];
  return both;
}

/**
 * The same slopes without determinants, for matrices too large to be factorised: traces are estimated with random signs
 * until the search stands, then taken column by column; the difference corrects the estimate, and the search goes on,
 * until it stands where the traces were taken.
 */
function searchLarge(layout: Crossed, y: Float64Array): Found {
  const start = pointAt(layout, y, { outer: 1, inner: 1 });
  let point = standFrom(layout, y, start, { correction: [0, 0], standing: 1e-4 });
  for (let pass = 1; ; pass += 1) {
    const { parts, correction } = partsAt(layout, point, pass === 1 ? 1e-4 : 1e-6);
    const next = standFrom(layout, y, point, { correction, standing: 1e-9 });
    const isStanding = stepSize(point.ratios, next.ratios) < 1e-6 || pass >= passes;
    point = next;
    if (isStanding) return { point, parts };
  }
}

function partsAt(layout: Crossed, { ratios, solver }: Point, tolerance: number) {
  const parts = solver.inverseParts(tolerance);
  const exact = tracesOf(layout, ratios, parts);
  const estimated = tracesOf(layout, ratios, estimatedParts(layout, solver, probes));
  const correction: Pair = [exact[0] - estimated[0], exact[1] - estimated[1]];
  return { parts, correction };
}

interface Standing {
  correction: Pair;
  /** The search stands when a step changes the ratios by less, in proportion. */
  standing: number;
}

function standFrom(layout: Crossed, y: Float64Array, from: Point, { correction, standing }: Standing): Point {
  let point = from;
  for (let step = 0; step < steps; step += 1) {
    const traces = tracesOf(layout, point.ratios, estimatedParts(layout, point.solver, probes));
    const slope = slopeAt(layout, point, [traces[0] + correction[0], traces[1] + correction[1]]);
    const move = moveFrom(point.ratios, slope, informationAt(layout, point));
    const ratios = { outer: steady(point.ratios.outer, move[0]), inner: steady(point.ratios.inner, move[1]) };
    const size = stepSize(point.ratios, ratios);
    if (size < standing) break;
    point = pointAt(layout, y, ratios);
  }
  return point;
}

/** Without a deviance to watch, a ratio grows or shrinks at most fivefold, unless it is small and goes to zero. */
function steady(ratio: number, move: number): number {
  const next = bounded(ratio + move);
  return ratio > 1e-4 ? Math.min(5 * ratio, Math.max(ratio / 5, next)) : next;
}

/** The limit of no residual variance: all scores equal, or each the sum of an entry's and an expert's share. */
function additiveFit(layout: Crossed, y: Float64Array): LaidFit | null {
  const isLevel = y.every((value) => value === y[0]);
  if (!isLevel && layout.size <= layout.outer + layout.inner - 1) return null;
  const { outer, inner, rest } = solverOf(equations(layout, 'free')).effects(y);
  if (!isLevel && dot(rest, rest) > 1e-20 * dot(y, y)) return null;
  const all = dot(y, y);
  const [outside, inside] = [
    varianceOf(isLevel ? outer.fill(0) : outer, all),
    varianceOf(isLevel ? inner.fill(0) : inner, all),
  ];
  const certain = (effect: number) => ({ effect, se: 0 });
  return {
    mu: isLevel ? y[0]! : outside.mean + inside.mean,
    deviance: null,
    variance: { outer: outside.variance, inner: inside.variance, residual: 0 },
    outer: Array.from(outer, (effect) => certain(effect - outside.mean)),
    inner: Array.from(inner, (effect) => certain(effect - inside.mean)),
  };
}

/** The sample variance; a sum of squares that is nothing beside that of `all` scores is rounding, and zero. */
function varianceOf(values: Float64Array, all: number): { mean: number; variance: number } {
  const mean = total(values) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares > 1e-20 * all ? squares / (values.length - 1) : 0 };
}
