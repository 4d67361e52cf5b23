import { mixed } from '../seeded.js';
import { BestFew } from './best-few.js';
import { clearMade, FREE, type Grid, MADE } from './grid.js';
import { augment, emptyNetwork, forgetSearch, type Network, search } from './network.js';
import { estimatePrices, startAt } from './warm-start.js';
import { PlanningStopped, type Watch } from './plan-problem.js';

/** Tables up to this size are searched whole; in larger ones each entry looks at its most promising experts first. */
const WHOLE_TABLE = 1_000_000;
const PROMISING = 32;
const SCATTERED = 16;
const ADDED_AT_ONCE = 16;
/** How often lists may be made longer for want of a way before all experts are looked at. */
const PATIENCE = 3;
/** The share of units in the wrong place from which prices are estimated anew. */
const SPOILT = 0.05;
/** The share from which it is quicker to begin without prices. */
const HOPELESS = 0.2;

export interface OptimumOptions extends Watch {
  seed: number;
  /** Looks at lists of promising experts first, however small the table. */
  withLists?: boolean;
}

/**
 * Fills the table at the greatest sum of gains, by successive shortest paths with exact prices; `null` when it cannot be
 * filled. Where only promising experts were looked at, all other pairs are then held against the prices: as long as one
 * of them could gain anything, it joins the lists and the flow is computed anew. So the result is exact for any lists.
 */
export function fillBest(grid: Grid, options: OptimumOptions): Network | null {
  if (sum(grid.min) > sum(grid.need)) return null;
  const useLists = options.withLists ?? grid.cells.length > WHOLE_TABLE;
  if (!useLists) {
    const network = emptyNetwork(
      grid,
      grid.entries.map(() => null),
      options.seed,
    );
    return fill(network, options) === null ? network : null;
  }
  return fillByLists(grid, options);
}

function fillByLists(grid: Grid, options: OptimumOptions): Network | null {
  const unpriced = new Float64Array(grid.width);
  const lists = grid.entries.map((_, row) => promising(grid, row, { seed: options.seed, prices: unpriced }));
  let prices = firstPrices(grid, lists, options.seed);
  let before: number[][] | null = null;
  for (let dry = 0; ;) {
    clearMade(grid);
    const network = startNear(grid, lists, { prices, before, seed: options.seed });
    const stuck = fill(network, options);
    before = network.held;
    const base = network.potential[network.hub]!;
    prices = network.potential.slice(network.rows, network.hub).map((potential) => base - potential);
    if (stuck === null) {
      if (!addGaining(network)) return network;
      continue;
    }
    dry += 1;
    const listed = stuck.filter((row) => lists[row]);
    if (listed.length === 0) return null;
    for (const row of dry < PATIENCE ? listed : lists.keys()) lists[row] = null;
  }
}

interface Beginning {
  prices: Float64Array;
  before: number[][] | null;
  seed: number;
}

/** New pairs may spoil the prices of the flow before; then it is quicker to estimate them again from there. */
function startNear(grid: Grid, lists: (Int32Array | null)[], { prices, before, seed }: Beginning): Network {
  const network = emptyNetwork(grid, lists, seed);
  startAt(network, prices, before);
  if (excessOf(network) <= SPOILT * sum(grid.need)) return network;
  clearMade(grid);
  const again = emptyNetwork(grid, lists, seed);
  startAt(again, estimatePrices(again, prices, rangeOf(grid) / 16), before);
  if (excessOf(again) <= HOPELESS * sum(grid.need)) return again;
  clearMade(grid);
  return emptyNetwork(grid, lists, seed);
}

function rangeOf({ gains }: Grid): number {
  let range = 0;
  for (const gain of gains) range = Math.max(range, Math.abs(gain));
  return range;
}

/** Prices are estimated twice: at the first ones, other experts are promising. */
function firstPrices(grid: Grid, lists: (Int32Array | null)[], seed: number): Float64Array {
  const range = rangeOf(grid);
  const network = emptyNetwork(grid, lists, seed);
  const rough = estimatePrices(network, new Float64Array(grid.width), range);
  lists.forEach((list, row) => {
    if (list) lists[row] = promising(grid, row, { seed, prices: rough });
  });
  return estimatePrices(network, rough, range / 16);
}

const sum = (counts: Int32Array) => counts.reduce((total, count) => total + count, 0);

/** `null` when every node has what it needs, otherwise the entries that were looked at in vain. */
function fill(network: Network, { onProgress, isStopped }: Watch): number[] | null {
  const total = sum(network.grid.need);
  let left = excessOf(network);
  for (const source of sourcesOf(network)) {
    const end = search(network, source);
    if (end < 0) return stuckRows(network);
    augment(network, source, end);
    left -= 1;
    if (left % 256) continue;
    onProgress?.(total - left, total);
    if (isStopped?.()) throw new PlanningStopped();
  }
  return null;
}

/** Units that are not yet where they belong. */
function excessOf(network: Network): number {
  let excess = Math.max(0, -network.hubDemand);
  for (let row = 0; row < network.rows; row += 1) excess += missingOf(network, row);
  for (let column = 0; column < network.grid.width; column += 1) excess += Math.max(0, overloadOf(network, column));
  return excess;
}

/** Each node once for every unit that must leave it: experts with too many, the hub, then entries, one by one. */
function* sourcesOf(network: Network): Generator<number> {
  for (let column = 0; column < network.grid.width; column += 1)
    while (overloadOf(network, column) > 0) yield network.rows + column;
  while (network.hubDemand < 0) yield network.hub;
  const missing = Int32Array.from({ length: network.rows }, (_, row) => missingOf(network, row));
  for (let isLeft = true; isLeft;) {
    isLeft = false;
    for (let row = 0; row < network.rows; row += 1) {
      if (missing[row]! <= 0) continue;
      missing[row]! -= 1;
      isLeft = true;
      yield row;
    }
  }
}

const overloadOf = ({ load, stored, grid }: Network, column: number) =>
  load[column]! - grid.min[column]! - stored[column]!;

/** At a start with prices a row lacks only what it could not even wish for. */
function missingOf({ grid: { cells, need, width } }: Network, row: number): number {
  let made = 0;
  for (let cell = row * width; cell < (row + 1) * width; cell += 1) if (cells[cell] === MADE) made += 1;
  return need[row]! - made;
}

function stuckRows(network: Network): number[] {
  const rows = network.touched.filter((node) => node < network.rows);
  forgetSearch(network);
  return rows;
}

/** The experts of the greatest gain, and some scattered by the seed, who may be needed where all want the same. */
function promising(
  { cells, gains, width }: Grid,
  row: number,
  { seed, prices }: { seed: number; prices: Float64Array },
): Int32Array | null {
  const free: number[] = [];
  for (let column = 0; column < width; column += 1) if (cells[row * width + column] === FREE) free.push(column);
  if (free.length <= PROMISING + SCATTERED) return null;
  const start = mixed(seed, row) % free.length;
  const chosen = new Set<number>();
  for (let step = 0; step < SCATTERED; step += 1)
    chosen.add(free[(start + Math.floor((step * free.length) / SCATTERED)) % free.length]!);
  const best = new BestFew(PROMISING);
  for (let step = 0; step < free.length; step += 1) {
    const column = free[(start + step) % free.length]!;
    best.offer(column, gains[row * width + column]! - prices[column]!);
  }
  for (const column of best.columns) chosen.add(column);
  return Int32Array.from(chosen);
}

/** Adds to the lists the pairs that gain at the present prices. False when there are none: the flow is the best. */
function addGaining({ grid, rows, lists, potential }: Network): boolean {
  const { cells, gains, width } = grid;
  let isAdded = false;
  for (let row = 0; row < rows; row += 1) {
    const list = lists[row];
    if (!list) continue;
    const found: { column: number; cost: number }[] = [];
    for (let column = 0; column < width; column += 1) {
      if (cells[row * width + column] !== FREE) continue;
      const cost = potential[row]! - potential[rows + column]! - gains[row * width + column]!;
      if (cost < 0) found.push({ column, cost });
    }
    if (!found.length) continue;
    isAdded = true;
    found.sort((a, b) => a.cost - b.cost || a.column - b.column);
    lists[row] = Int32Array.from([...list, ...found.slice(0, ADDED_AT_ONCE).map(({ column }) => column)]);
  }
  return isAdded;
}
