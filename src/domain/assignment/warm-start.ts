import { BestFew } from './best-few.js';
import { FREE, type Grid } from './grid.js';
import { make, type Network } from './network.js';

const ROUNDS = 250;
/** How much smaller the steps of prices become from round to round. */
const COOLING = 0.97;

/**
 * Prices of experts, in whole units, at which about as many entries want each as may have them: too many wanting raise
 * a price, too few lower it, in steps that become smaller. Any prices are right to begin with; good ones leave little to
 * mend. Here `from` are the prices to begin with and `size` the first step.
 */
export function estimatePrices(network: Network, from: Float64Array, size: number): Float64Array {
  const { grid } = network;
  const offers = offersOf(network);
  const prices = Float64Array.from(from);
  const wanted = new Int32Array(grid.width);
  let step = size;
  for (let round = 0; round < ROUNDS && step >= 0.5; round += 1, step *= COOLING) {
    countWanted(offers, { need: grid.need, prices, wanted });
    for (let column = 0; column < grid.width; column += 1)
      prices[column] = movedPrice(grid, column, { price: prices[column]!, wanted: wanted[column]!, step });
  }
  return prices.map(Math.round);
}

/** What the rows may take, row after row in one piece of memory: it is read many times over. */
interface Offers {
  start: Int32Array;
  columns: Int32Array;
  gains: Float64Array;
}

function offersOf({ grid: { cells, gains, width }, lists, rows }: Network): Offers {
  const start = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row += 1) start[row + 1] = start[row]! + (lists[row]?.length ?? width);
  const offers = {
    start,
    columns: new Int32Array(start[rows]!),
    gains: new Float64Array(start[rows]!).fill(-Infinity),
  };
  for (let row = 0; row < rows; row += 1)
    for (let at = start[row]!; at < start[row + 1]!; at += 1) {
      const column = lists[row]?.[at - start[row]!] ?? at - start[row]!;
      offers.columns[at] = column;
      if (cells[row * width + column] === FREE) offers.gains[at] = gains[row * width + column]!;
    }
  return offers;
}

function countWanted(
  { start, columns, gains }: Offers,
  { need, prices, wanted }: { need: Int32Array; prices: Float64Array; wanted: Int32Array },
): void {
  wanted.fill(0);
  const few = new Map<number, BestFew>();
  for (let row = 0; row < need.length; row += 1) {
    const best = few.get(need[row]!) ?? new BestFew(need[row]!);
    few.set(need[row]!, best);
    best.clear();
    for (let at = start[row]!; at < start[row + 1]!; at += 1)
      best.offer(columns[at]!, gains[at]! - prices[columns[at]!]!);
    for (const column of best.columns) wanted[column]! += 1;
  }
}

function movedPrice(
  { min, max }: Grid,
  column: number,
  { price, wanted, step }: { price: number; wanted: number; step: number },
): number {
  const [least, most] = [min[column]!, max[column]!];
  const bound = wanted > most || (wanted >= least && price > 0) ? most : least;
  if (wanted >= least && wanted <= most && price === 0) return 0;
  const moved = price + (step * (wanted - bound)) / (most + 1);
  const isOpposite = wanted >= least && wanted <= most && moved * price < 0;
  return isOpposite ? 0 : moved;
}

/** The columns that a row wants most at these prices, and the worth of the last of them; equals are left to the caller. */
function wishes({ grid, lists, offset }: Network, row: number, prices: Float64Array) {
  const { cells, gains, width, need } = grid;
  const list = lists[row] ?? null;
  const count = list ? list.length : width;
  const best = new BestFew(need[row]!);
  for (let step = 0; step < count; step += 1) {
    const column = list ? list[step]! : (step + offset[row]!) % width;
    const cell = row * width + column;
    if (cells[cell] === FREE) best.offer(column, gains[cell]! - prices[column]!);
  }
  return { chosen: best.columns, last: best.worths.at(-1) ?? 0 };
}

/**
 * Fills an empty network as the prices wish: every row takes what it wants most, whether or not there is room, and among
 * equals what it had `before`, by column, and then those with most room. All reduced costs are right then; what is too much in one place and too little in another
 * is for shortest paths to mend.
 */
export function startAt(network: Network, prices: Float64Array, before: readonly number[][] | null): void {
  const { grid, potential, rows, hub, load, stored } = network;
  potential[hub] = 0;
  for (let column = 0; column < grid.width; column += 1) potential[rows + column] = 0 - prices[column]!;
  const had: Set<number>[] = Array.from({ length: rows }, () => new Set());
  before?.forEach((held, column) => held.forEach((row) => had[row]!.add(column)));
  for (let row = 0; row < rows; row += 1) takeWishes(network, row, { prices, had: had[row]! });
  for (let column = 0; column < grid.width; column += 1) {
    const room = grid.max[column]! - grid.min[column]!;
    const price = prices[column]!;
    const above = Math.min(room, Math.max(0, load[column]! - grid.min[column]!));
    stored[column] = price > 0 ? room : price < 0 ? 0 : above;
    network.hubDemand -= stored[column]!;
  }
}

function takeWishes(
  network: Network,
  row: number,
  { prices, had }: { prices: Float64Array; had: ReadonlySet<number> },
): void {
  const { grid, lists, potential, offset, load } = network;
  const { cells, gains, width, max } = grid;
  const { chosen, last } = wishes(network, row, prices);
  potential[row] = last;
  const worthOf = (column: number) => gains[row * width + column]! - prices[column]!;
  const sure = chosen.filter((column) => worthOf(column) > last);
  for (const column of sure) make(network, row, column);
  const equals: number[] = [];
  const list = lists[row] ?? null;
  const count = list ? list.length : width;
  for (let step = 0; step < count; step += 1) {
    const column = list ? list[step]! : (step + offset[row]!) % width;
    if (cells[row * width + column] === FREE && worthOf(column) === last) equals.push(column);
  }
  const roomOf = (column: number) => max[column]! - load[column]!;
  equals.sort((a, b) => Number(had.has(b)) - Number(had.has(a)) || roomOf(b) - roomOf(a));
  for (const column of equals.slice(0, chosen.length - sure.length)) make(network, row, column);
}
