import { crossed, dot, equations, laidOut, type Crossed, type Ratios } from './crossed.js';
import { randomStream, type RandomStream } from './random.js';
import { drawRatios } from './ratio-draws.js';
import type { CrossedFit } from './reml.js';
import { total, type SheetTable } from './sheet-table.js';
import { solverOf, type Solver } from './solver.js';

/** Told from time to time how much is done; true as an answer stops the work. */
export type Progress = (done: number, of: number) => boolean | void;

export interface DrawSettings {
  seed: number;
  draws: number;
  onProgress?: Progress | undefined;
}

/**
 * Rules §14. Resamples what the sheets leave open: hands to `take`, draw by draw, qualities of all entries that are as
 * likely as any other given the scores. Variances are drawn by their likelihood; then sheets are simulated from the
 * model, and what the model gets wrong about the simulated entries is added to what it says of the real ones, which
 * gives draws from the conditional distribution exactly. Returns how many were taken. Seeded; floats.
 */
export function drawQualities(
  table: SheetTable,
  fit: CrossedFit,
  settings: DrawSettings,
  take: (qualities: Float64Array, draw: number) => void,
): number {
  const layout = crossed(table);
  const centre = total(table.scores) / table.scores.length;
  const y = laidOut(layout, table.scores).map((score) => score - centre);
  const stream = randomStream(settings.seed, 'qualities');
  let draw = 0;
  for (const { ratios, count } of drawRatios(layout, y, ratiosOf(layout, fit), { count: settings.draws, stream })) {
    const model = modelAt(layout, ratios);
    const base = predicted(model, y);
    for (let left = count; left > 0; left -= 1) {
      const sd = Math.sqrt(base.spread / stream.chiSquared(layout.size - 1));
      take(drawOne(model, base.entries, sd, stream), draw);
      draw += 1;
      if (draw % 50 === 0 && settings.onProgress?.(draw, settings.draws + table.experts.length)) return draw;
    }
  }
  return draw;
}

function ratiosOf({ isSwapped }: Crossed, { variance }: CrossedFit): Ratios {
  const { entry, expert, residual } = variance;
  const [outer, inner] = isSwapped ? [expert, entry] : [entry, expert];
  return { outer: Math.min(1e6, outer / residual), inner: Math.min(1e6, inner / residual) };
}

interface Model {
  layout: Crossed;
  ratios: Ratios;
  solver: Solver;
  level: Float64Array;
  levelSum: number;
}

function modelAt(layout: Crossed, ratios: Ratios): Model {
  const solver = solverOf(equations(layout, ratios));
  const level = solver.effects(new Float64Array(layout.size).fill(1)).rest;
  return { layout, ratios, solver, level, levelSum: total(level) };
}

/** What the model predicts of the entries, the mean included, and the weighted sum of squares that is left. */
function predicted({ layout, solver, level, levelSum }: Model, y: Float64Array) {
  const mu = dot(level, y) / levelSum;
  const shifted = y.map((value) => value - mu);
  const { outer, inner, rest } = solver.effects(shifted);
  return { entries: (layout.isSwapped ? inner : outer).map((effect) => mu + effect), spread: dot(shifted, rest) };
}

function drawOne(model: Model, base: Float64Array, sd: number, stream: RandomStream): Float64Array {
  const { layout, ratios } = model;
  const outer = normals(layout.outer, sd * Math.sqrt(ratios.outer), stream);
  const inner = normals(layout.inner, sd * Math.sqrt(ratios.inner), stream);
  const sheets = normals(layout.size, sd, stream);
  for (let sheet = 0; sheet < layout.size; sheet += 1)
    sheets[sheet]! += outer[layout.outerOf[sheet]!]! + inner[layout.innerOf[sheet]!]!;
  const known = predicted(model, sheets).entries;
  const truth = layout.isSwapped ? inner : outer;
  return base.map((value, entry) => value + truth[entry]! - known[entry]!);
}

function normals(size: number, sd: number, stream: RandomStream): Float64Array {
  const values = new Float64Array(size);
  for (let at = 0; at < size; at += 1) values[at] = sd * stream.normal();
  return values;
}
