import { mixed } from '../seeded.js';
import { clearMade, FREE, type Grid } from './grid.js';
import { augment, emptyNetwork, forgetSearch, type Network, search } from './network.js';
import { PlanningStopped, type Watch } from './plan-problem.js';

/** Tables up to this size are searched whole; in larger ones each entry looks at its most promising experts first. */
const WHOLE_TABLE = 1_000_000;
const PROMISING = 32;
const SCATTERED = 16;
const ADDED_AT_ONCE = 16;
/** How often lists may be made longer for want of a way before all experts are looked at. */
const PATIENCE = 3;

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
  const lists = grid.entries.map((_, row) => (useLists ? promising(grid, row, options.seed) : null));
  for (let dry = 0; ;) {
    clearMade(grid);
    const network = emptyNetwork(grid, lists, options.seed);
    const stuck = fill(network, options);
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

const sum = (counts: Int32Array) => counts.reduce((total, count) => total + count, 0);

/** `null` when every entry got what it needs, otherwise the entries that were looked at in vain. */
function fill(network: Network, { onProgress, isStopped }: Watch): number[] | null {
  const { need } = network.grid;
  const most = need.reduce((most, count) => Math.max(most, count), 0);
  const total = sum(need);
  let done = 0;
  for (let round = 0; round < most; round += 1)
    for (let row = 0; row < network.rows; row += 1) {
      if (round >= need[row]!) continue;
      const end = search(network, row);
      if (end < 0) return stuckRows(network);
      augment(network, row, end);
      done += 1;
      if (done % 256 && done !== total) continue;
      onProgress?.(done, total);
      if (isStopped?.()) throw new PlanningStopped();
    }
  return null;
}

function stuckRows(network: Network): number[] {
  const rows = network.touched.filter((node) => node < network.rows);
  forgetSearch(network);
  return rows;
}

/** The experts of the greatest gain, and some scattered by the seed, who may be needed where all want the same. */
function promising({ cells, gains, width }: Grid, row: number, seed: number): Int32Array | null {
  const free: number[] = [];
  for (let column = 0; column < width; column += 1) if (cells[row * width + column] === FREE) free.push(column);
  if (free.length <= PROMISING + SCATTERED) return null;
  const start = mixed(seed, row) % free.length;
  const chosen = new Set<number>();
  for (let step = 0; step < SCATTERED; step += 1)
    chosen.add(free[(start + Math.floor((step * free.length) / SCATTERED)) % free.length]!);
  const byGain = Float64Array.from(free, (column) => gains[row * width + column]!).sort();
  const least = byGain[byGain.length - PROMISING]!;
  const gainOf = (column: number) => gains[row * width + column]!;
  const better = free.filter((column) => gainOf(column) > least);
  for (const column of better) chosen.add(column);
  const equal = [...free.slice(start), ...free.slice(0, start)].filter((column) => gainOf(column) === least);
  for (const column of equal.slice(0, PROMISING - better.length)) chosen.add(column);
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
