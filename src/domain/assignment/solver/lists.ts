import { mixed } from '../../kernel/seeded.js';
import { BestFew } from './best-few.js';
import { FREE, type Grid } from './grid.js';
import { columnPrices, hangs, type Lists, type Network, worthAt } from './network.js';

const PROMISING = 32;
const SCATTERED = 16;
const ADDED_AT_ONCE = 16;

/** For each row the experts of the greatest gain, and some scattered by the seed, who may be needed where all want the same. */
export function promisingLists(grid: Grid, prices: Float64Array, seed: number): Lists {
  return grid.entries.map((_, row) => promising(grid, row, { seed, prices }));
}

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

/**
 * Adds to the lists the pairs that gain at the present prices. False when there are none: the flow is the best. An entry
 * that needs nobody more only has its price raised until nothing gains.
 */
export function addGaining(network: Network, lists: Lists): boolean {
  const { grid, rows } = network;
  const prices = columnPrices(network);
  const { potential } = network.flow;
  const base = potential[network.hub]!;
  let isAdded = false;
  for (let row = 0; row < rows; row += 1) {
    const list = lists[row];
    if (!list) continue;
    if (grid.need[row] === 0) {
      potential[row] = Math.max(potential[row]!, base + greatestWorth(grid, row, prices));
      continue;
    }
    const worth = worthAt(network, row);
    const best = new BestFew(ADDED_AT_ONCE);
    forFree(grid, row, (column, gain) => {
      const gained = gain - prices[column]! - (worth(column) - base);
      if (gained > 0) best.offer(column, gained);
    });
    if (best.columns.length === 0) continue;
    isAdded = true;
    lists[row] = Int32Array.from([...list, ...best.columns]);
  }
  return isAdded;
}

function greatestWorth(grid: Grid, row: number, prices: Float64Array): number {
  let most = -Infinity;
  forFree(grid, row, (column, gain) => (most = Math.max(most, gain - prices[column]!)));
  return most;
}

function forFree({ cells, gains, width }: Grid, row: number, each: (column: number, gain: number) => void): void {
  const base = row * width;
  for (let column = 0; column < width; column += 1)
    if (cells[base + column] === FREE) each(column, gains[base + column]!);
}

/**
 * Adds pairs that lead out of what units could reach when they found no way. False when there are none in the whole table:
 * then there is no plan.
 */
export function addOutlets(network: Network, lists: Lists, isReached: Uint8Array): boolean {
  const { grid, rows } = network;
  const prices = columnPrices(network);
  let isAdded = false;
  for (let row = 0; row < rows; row += 1) {
    const list = lists[row];
    if (!list) continue;
    const known = new Set(list);
    const best = new BestFew(ADDED_AT_ONCE);
    forFree(grid, row, (column, gain) => {
      if (isReached[rows + column] || known.has(column) || !isReached[hangs(network, row, column)]) return;
      best.offer(column, gain - prices[column]!);
    });
    if (best.columns.length === 0) continue;
    isAdded = true;
    lists[row] = Int32Array.from([...list, ...best.columns]);
  }
  return isAdded;
}
