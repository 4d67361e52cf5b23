import { type Flow, reducedCost, send, tailOf } from './flow.js';
import { markMade, type Network } from './network.js';

/**
 * Rules §8. Makes loads as even as the optimum allows: the sum of squared loads becomes the least among all plans of the
 * same worth. Prices say which pairs may change hands without loss; along those an entry is moved from an expert to one
 * who has at least two fewer, until nobody is left who could give one away so. Loads count fixed
 * pairs. In tables so large that lists of promising experts are used, only pairs of those lists are moved along.
 */
export function evenLoads(network: Network, fixedLoad: Int32Array): void {
  const { flow, stores, grid } = network;
  const walk: Walk = { by: new Int32Array(flow.nodes), isSeen: new Uint8Array(flow.nodes), met: [] };
  const loadOf = (column: number) => flow.back[stores[column]!]! + grid.min[column]! + fixedLoad[column]!;
  for (let giver = heaviest(network, walk, loadOf); giver >= 0; giver = heaviest(network, walk, loadOf)) {
    walk.met.length = 0;
    const taker = takerFor(network, walk, { giver, loadOf });
    if (taker < 0) continue;
    moveAlong(network, walk, { giver, taker });
    for (const node of walk.met) walk.isSeen[node] = 0;
  }
  markMade(network);
}

/**
 * What was reached, and how. Where a giver found nobody, all that it reached stays seen for good: nothing leads out of it
 * without loss, later moves happen elsewhere, and what a heavier load could not use, a lighter cannot.
 */
interface Walk {
  /** The place by which a node was reached. */
  by: Int32Array;
  isSeen: Uint8Array;
  /** What the present giver reached. */
  met: number[];
}

/** The expert of the greatest load who may give an entry away and was not seen; -1 when there is none. */
function heaviest(network: Network, { isSeen }: Walk, loadOf: (column: number) => number): number {
  let found = -1;
  for (let column = 0; column < network.grid.width; column += 1)
    if (!isSeen[network.rows + column] && canGive(network, column) && (found < 0 || loadOf(column) > loadOf(found)))
      found = column;
  return found;
}

/** Above the minimum, and one place less of the expert would cost nothing. */
function canGive({ flow, stores }: Network, column: number): boolean {
  return flow.back[stores[column]!]! > 0 && reducedCost(flow, stores[column]!) === 0;
}

function canTake({ flow, stores }: Network, column: number): boolean {
  return flow.room[stores[column]!]! > 0 && reducedCost(flow, stores[column]!) === 0;
}

function takerFor(
  network: Network,
  walk: Walk,
  { giver, loadOf }: { giver: number; loadOf: (column: number) => number },
): number {
  const { flow, rows, hub } = network;
  const most = loadOf(giver) - 2;
  see(walk, rows + giver);
  const queue = [rows + giver];
  for (const node of queue)
    for (const place of freeWaysFrom(flow, node)) {
      const next = flow.head[place]!;
      if (next === hub || !see(walk, next)) continue;
      walk.by[next] = place;
      const column = next - rows;
      if (next >= rows && next < hub && loadOf(column) <= most && canTake(network, column)) return column;
      queue.push(next);
    }
  return -1;
}

function see({ isSeen, met }: Walk, node: number): boolean {
  if (isSeen[node]) return false;
  isSeen[node] = 1;
  met.push(node);
  return true;
}

function freeWaysFrom(flow: Flow, node: number): number[] {
  const found: number[] = [];
  for (let place = flow.first[node]!; place < flow.first[node + 1]!; place += 1)
    if (flow.room[place]! > 0 && reducedCost(flow, place) === 0) found.push(place);
  return found;
}

function moveAlong(
  { flow, rows, stores }: Network,
  { by }: Walk,
  { giver, taker }: { giver: number; taker: number },
): void {
  for (let node = rows + taker; node !== rows + giver;) {
    const place = by[node]!;
    send(flow, place);
    node = tailOf(flow, place);
  }
  send(flow, flow.mate[stores[giver]!]!);
  send(flow, stores[taker]!);
}
