import { BestFew } from './best-few.js';
import { send } from './flow.js';
import { type Grid, MADE } from './grid.js';
import type { Network } from './network.js';

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
  const prices = Float64Array.from(from);
  const wanted = new Int32Array(grid.width);
  let step = size;
  for (let round = 0; round < ROUNDS && step >= 0.5; round += 1, step *= COOLING) {
    countWanted(network, prices, wanted);
    for (let column = 0; column < grid.width; column += 1)
      prices[column] = movedPrice(grid, column, { price: prices[column]!, wanted: wanted[column]!, step });
  }
  return prices.map(Math.round);
}

function countWanted({ grid: { need }, start, columns, gains }: Network, prices: Float64Array, wanted: Int32Array) {
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

/**
 * Fills an empty network as the prices wish: every row takes what it wants most within its caps, whether or not there is
 * room, and among equals what it had before, and then those with most room. All reduced costs are right then; what is
 * too much in one place and too little in another is for shortest ways to mend.
 */
export function startAt(network: Network, prices: Float64Array): void {
  const { grid, flow, rows, hub, stores } = network;
  const load = new Int32Array(grid.width);
  flow.potential[hub] = 0;
  for (let column = 0; column < grid.width; column += 1) flow.potential[rows + column] = 0 - prices[column]!;
  for (let row = 0; row < rows; row += 1) takeWishes(network, row, { prices, load });
  for (let column = 0; column < grid.width; column += 1) {
    const room = grid.max[column]! - grid.min[column]!;
    const price = prices[column]!;
    const above = Math.min(room, Math.max(0, load[column]! - grid.min[column]!));
    const stored = price > 0 ? room : price < 0 ? 0 : above;
    for (let unit = 0; unit < stored; unit += 1) send(flow, stores[column]!);
    flow.excess[rows + column]! += load[column]! - stored;
    flow.excess[hub]! += stored;
  }
}

interface Wishes {
  prices: Float64Array;
  load: Int32Array;
}

function takeWishes(network: Network, row: number, { prices, load }: Wishes): void {
  const { grid, flow, start, columns, gains, places } = network;
  const { cells, width, max } = grid;
  const worthOf = (pair: number) => gains[pair]! - prices[columns[pair]!]!;
  const had = (pair: number) => Number(cells[row * width + columns[pair]!] === MADE);
  const roomOf = (pair: number) => max[columns[pair]!]! - load[columns[pair]!]!;
  const wished = Array.from({ length: start[row + 1]! - start[row]! }, (_, at) => start[row]! + at).sort(
    (a, b) => worthOf(b) - worthOf(a) || had(b) - had(a) || roomOf(b) - roomOf(a),
  );
  const least = new Map<number, number>();
  flow.potential[row] = wished.length ? worthOf(wished[0]!) : 0;
  for (const pair of wished) {
    if (flow.excess[row]! <= 0) break;
    const way = wayTo(network, places[pair]!);
    const full = way.filter((place) => flow.room[place] === 0);
    for (const place of full) if (!least.has(flow.head[place]!)) least.set(flow.head[place]!, worthOf(pair));
    if (full.length) continue;
    for (const place of way) {
      send(flow, place);
      least.set(flow.head[place]!, worthOf(pair));
    }
    load[columns[pair]!]! += 1;
    flow.excess[row]! -= 1;
    flow.potential[row] = worthOf(pair);
  }
  raiseGroups(network, row, least);
}

/** The places from the entry over its groups to the expert. */
export function wayTo({ flow, hub, groups }: Network, place: number): number[] {
  const way = [place];
  for (let node = flow.head[flow.mate[place]!]!; node > hub; node = groups[node - hub - 1]!.parent)
    way.unshift(entranceOf(flow, node, groups[node - hub - 1]!.parent));
  return way;
}

function entranceOf({ first, head, mate }: Network['flow'], node: number, parent: number): number {
  for (let place = first[node]!; place < first[node + 1]!; place += 1) if (head[place] === parent) return mate[place]!;
  throw new Error('a group without an entrance');
}

/** A full group is worth what the last of its members was worth, others what is around them. */
function raiseGroups(
  { flow, hub, groups, groupStart }: Network,
  row: number,
  least: ReadonlyMap<number, number>,
): void {
  for (let at = groupStart[row]!; at < groupStart[row + 1]!; at += 1) {
    const node = hub + 1 + at;
    const around = flow.potential[groups[at]!.parent]!;
    const isFull = flow.room[entranceOf(flow, node, groups[at]!.parent)] === 0;
    flow.potential[node] = isFull ? Math.max(around, least.get(node) ?? around) : around;
  }
}
