import { quantile } from './agreement.js';
import type { NotIdentified } from './expert-strictness.js';
import { crossed, dot, equations, laidOut } from './crossed.js';
import { drawQualities, type Progress } from './quality-draws.js';
import { fitCrossed, type CrossedFit } from './reml.js';
import { partsOf, sheetTable, total, type ScoredSheet, type SheetTable } from './sheet-table.js';
import { iterativeSolver } from './solver.js';

export interface StableEntry {
  entryId: string;
  adjusted: number;
  /** By the adjusted score; equal scores share it. */
  place: number;
  /** The places between which it lies in 95 of 100 resamplings: "2nd (1–4)". */
  from: number;
  to: number;
  /** The share of resamplings in which it is among the winners. */
  winShare: number;
}

/** Two neighbours of the adjusted ranking, and whether the sheets tell them apart. */
export interface Neighbours {
  above: string;
  below: string;
  /** The share of resamplings in which the upper one is the better. */
  share: number;
  /** False: a statistical tie. */
  isSeparable: boolean;
}

/** What would be another way if one expert's sheets were not there. */
export interface WithoutExpert {
  expertId: string;
  leaves: string[];
  enters: string[];
}

export interface RankStability {
  identified: true;
  /** How many resamplings were taken; fewer than asked where the work was stopped. */
  draws: number;
  isStopped: boolean;
  /** Best first; equal ones by id. */
  entries: StableEntry[];
  neighbours: Neighbours[];
  winners: { entryId: string; winShare: number; withoutOneShare: number | null }[];
  /** The experts without whom the winners would be others. */
  decisive: WithoutExpert[];
}

export interface StabilityInput {
  sheets: readonly ScoredSheet[];
  /** How many win. */
  winners: number;
  seed: number;
  draws?: number;
  onProgress?: Progress;
}

const confidence = 0.95;

/**
 * Rules §14. How sure the places are. Qualities are resampled from the model (`drawQualities`); an entry's interval holds
 * its place in 95 of 100 resamplings. Neighbours are separable when the upper one is better in 95 of 100. For each
 * expert the ranking is also made without their sheets, at the fitted variances. Seeded: equal input gives an equal
 * answer. Floats: this says what a place is worth and decides none.
 *
 * Not identified where `adjustScores` is not. `onProgress` is told of every fiftieth resampling and expert, and may stop the work.
 */
export function rankStability(input: StabilityInput): RankStability | NotIdentified {
  const table = sheetTable(input.sheets);
  const parts = partsOf(table);
  if (parts.length > 1) return { identified: false, reason: 'parts', parts };
  const fit = fitCrossed(table);
  if (!fit) return { identified: false, reason: 'too-few', parts };
  const adjusted = Float64Array.from(fit.entries, ({ effect }) => fit.mu + effect);
  const order = orderOf(adjusted);
  const tally = fit.variance.residual > 0 ? resampled(table, fit, input, order) : certain(adjusted, order);
  const entries = stableEntries(table, adjusted, order, tally, input.winners);
  const winners = entries.filter(({ place }) => place <= input.winners);
  const isCut = fit.variance.residual > 0 && tally.draws < (input.draws ?? 1000);
  const without = isCut ? null : withoutEach(table, fit, new Set(winners.map(({ entryId }) => entryId)), input);
  return {
    identified: true,
    draws: tally.draws,
    isStopped: without === null,
    entries,
    neighbours: order.slice(1).map((below, at) => {
      const share = tally.draws ? tally.above[at]! / tally.draws : 0;
      return {
        above: table.entries[order[at]!]!,
        below: table.entries[below]!,
        share,
        isSeparable: share >= confidence,
      };
    }),
    winners: winners.map(({ entryId, winShare }) => ({
      entryId,
      winShare,
      withoutOneShare: without
        ? 1 - without.filter(({ leaves }) => leaves.includes(entryId)).length / table.experts.length
        : null,
    })),
    decisive: without ?? [],
  };
}

function orderOf(values: Float64Array): number[] {
  return [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b);
}

interface Tally {
  draws: number;
  /** Draw by draw, the place of each entry. */
  places: Uint32Array;
  /** How often each entry of the order was better than the next. */
  above: Float64Array;
}

function resampled(table: SheetTable, fit: CrossedFit, input: StabilityInput, order: readonly number[]): Tally {
  const size = table.entries.length;
  const draws = input.draws ?? 1000;
  const places = new Uint32Array(size * draws);
  const above = new Float64Array(size - 1);
  const keys = Float64Array.from({ length: size });
  const taken = drawQualities(table, fit, { seed: input.seed, draws, onProgress: input.onProgress }, (values, draw) => {
    keys.set(values);
    keys.sort();
    for (let entry = 0; entry < size; entry += 1) places[draw * size + entry] = size - positionIn(keys, values[entry]!);
    for (let at = 0; at + 1 < size; at += 1) if (values[order[at]!]! > values[order[at + 1]!]!) above[at]! += 1;
  });
  return { draws: taken, places, above };
}

/** Where a value stands among sorted ones of which it is one. */
function positionIn(sorted: Float64Array, value: number): number {
  let from = 0;
  let to = sorted.length - 1;
  while (from < to) {
    const middle = (from + to + 1) >> 1;
    if (sorted[middle]! <= value) from = middle;
    else to = middle - 1;
  }
  return from;
}

/** Without a residual there is nothing to resample: one draw says all. */
function certain(adjusted: Float64Array, order: readonly number[]): Tally {
  return {
    draws: 1,
    places: Uint32Array.from(adjusted, (value) => placeOf(adjusted, value)),
    above: Float64Array.from(order.slice(1), (below, at) => (adjusted[order[at]!]! > adjusted[below]! ? 1 : 0)),
  };
}

function placeOf(values: Float64Array, value: number): number {
  let better = 0;
  for (const other of values) if (other > value) better += 1;
  return better + 1;
}

function stableEntries(
  table: SheetTable,
  adjusted: Float64Array,
  order: readonly number[],
  { draws, places }: Tally,
  winners: number,
): StableEntry[] {
  const size = table.entries.length;
  let place = 0;
  return order.map((entry, at): StableEntry => {
    if (at === 0 || !isSame(adjusted[entry]!, adjusted[order[at - 1]!]!)) place = at + 1;
    const own = Float64Array.from({ length: draws }, (_, draw) => places[draw * size + entry]!).sort();
    return {
      entryId: table.entries[entry]!,
      adjusted: adjusted[entry]!,
      place,
      from: Math.floor(quantile(own, (1 - confidence) / 2) ?? 1),
      to: Math.ceil(quantile(own, (1 + confidence) / 2) ?? size),
      winShare: draws ? own.filter((value) => value <= winners).length / draws : 0,
    };
  });
}

/**
 * Ranks again without each expert, at the same variances; an entry that only that expert saw stands at the mean. Null
 * when it was stopped.
 */
function withoutEach(
  table: SheetTable,
  { variance }: CrossedFit,
  winners: ReadonlySet<string>,
  { winners: count, draws = 1000, onProgress }: StabilityInput,
): WithoutExpert[] | null {
  if (variance.residual === 0 || variance.entry === 0 || count < 1) return [];
  const decisive: WithoutExpert[] = [];
  for (const [expert, expertId] of table.experts.entries()) {
    const rest = withoutSheetsOf(table, expert);
    const adjusted = adjustedAt(rest, variance.entry / variance.residual, variance.expert / variance.residual);
    const line = adjusted[orderOf(adjusted)[Math.min(count, adjusted.length) - 1]!]!;
    const now = new Set(table.entries.filter((_, entry) => adjusted[entry]! > line || isSame(adjusted[entry]!, line)));
    const leaves = [...winners].filter((id) => !now.has(id));
    if (leaves.length) decisive.push({ expertId, leaves, enters: [...now].filter((id) => !winners.has(id)) });
    if ((expert + 1) % 50 === 0 && onProgress?.(draws + expert + 1, draws + table.experts.length)) return null;
  }
  return decisive;
}

/** Floats that differ by less are the same score, come by on two ways. */
function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-8 * (1 + Math.abs(a));
}

function withoutSheetsOf({ entries, experts, entryOf, expertOf, scores }: SheetTable, expert: number): SheetTable {
  const kept = [...expertOf.keys()].filter((sheet) => expertOf[sheet] !== expert);
  return {
    entries,
    experts,
    entryOf: Int32Array.from(kept, (sheet) => entryOf[sheet]!),
    expertOf: Int32Array.from(kept, (sheet) => expertOf[sheet]!),
    scores: Float64Array.from(kept, (sheet) => scores[sheet]!),
  };
}

function adjustedAt(table: SheetTable, entry: number, expert: number): Float64Array {
  const layout = crossed(table);
  const ratios = layout.isSwapped ? { outer: expert, inner: entry } : { outer: entry, inner: expert };
  const solver = iterativeSolver(equations(layout, ratios), 1e-10);
  const centre = total(table.scores) / table.scores.length;
  const y = laidOut(layout, table.scores).map((score) => score - centre);
  const level = solver.effects(new Float64Array(layout.size).fill(1)).rest;
  const mu = dot(level, y) / total(level);
  const { outer, inner } = solver.effects(y.map((value) => value - mu));
  return layout.isSwapped ? inner : outer;
}
