import { FREE, type Grid } from './grid.js';
import { make, type Network, unmake } from './network.js';

/**
 * Rules §8. Makes loads as even as the optimum allows: the sum of squared loads becomes the least among all plans of the
 * same worth. Prices say which pairs may change hands without loss; along those an entry is moved from an expert to one
 * who has at least two fewer, until nobody is left who could give one away so. Loads count fixed
 * pairs. In tables so large that lists of promising experts are used, only pairs of those lists are moved along.
 */
export function evenLoads(network: Network, fixedLoad: Int32Array): void {
  const walk = newWalk(network);
  const loadOf = (column: number) => network.load[column]! + fixedLoad[column]!;
  for (let giver = heaviest(network, walk, loadOf); giver >= 0; giver = heaviest(network, walk, loadOf)) {
    walk.met.length = 0;
    const taker = takerFor(network, walk, { column: giver, loadOf });
    if (taker < 0) continue;
    moveAlong(network, walk, taker);
    for (const node of walk.met) walk.isSeen[node] = 0;
  }
}

/**
 * What was reached, and how. Where a giver found nobody, all that it reached stays seen for good: nothing leads out of it
 * without loss, later moves happen elsewhere, and what a heavier load could not use, a lighter cannot.
 */
interface Walk {
  rowOf: Int32Array;
  giverOf: Int32Array;
  /** By node: rows, then columns. */
  isSeen: Uint8Array;
  /** What the present giver reached. */
  met: number[];
}

function newWalk({ rows, hub, grid }: Network): Walk {
  return { rowOf: new Int32Array(grid.width), giverOf: new Int32Array(rows), isSeen: new Uint8Array(hub), met: [] };
}

/** The expert of the greatest load who may give an entry away and was not seen; -1 when there is none. */
function heaviest(network: Network, { isSeen }: Walk, loadOf: (column: number) => number): number {
  let found = -1;
  for (let column = 0; column < network.grid.width; column += 1)
    if (!isSeen[network.rows + column] && canGive(network, column) && (found < 0 || loadOf(column) > loadOf(found)))
      found = column;
  return found;
}

function see({ isSeen, met }: Walk, node: number): boolean {
  if (isSeen[node]) return false;
  isSeen[node] = 1;
  met.push(node);
  return true;
}

function canGive({ grid, load, potential, rows, hub }: Network, column: number): boolean {
  return load[column]! > grid.min[column]! && potential[rows + column] === potential[hub];
}

function canTake({ grid, load, potential, rows, hub }: Network, column: number): boolean {
  return load[column]! < grid.max[column]! && potential[rows + column] === potential[hub];
}

function takerFor(
  network: Network,
  walk: Walk,
  { column, loadOf }: { column: number; loadOf: (column: number) => number },
): number {
  see(walk, network.rows + column);
  walk.rowOf[column] = -1;
  const most = loadOf(column) - 2;
  const queue = [column];
  for (const giver of queue)
    for (const row of heldWithoutLoss(network, giver)) {
      if (!see(walk, row)) continue;
      walk.giverOf[row] = giver;
      for (const taker of takersWithoutLoss(network.grid, network, row)) {
        if (!see(walk, network.rows + taker)) continue;
        walk.rowOf[taker] = row;
        if (loadOf(taker) <= most && canTake(network, taker)) return taker;
        queue.push(taker);
      }
    }
  return -1;
}

function heldWithoutLoss({ held, grid, potential, rows }: Network, column: number): number[] {
  return held[column]!.filter(
    (row) => grid.gains[row * grid.width + column] === potential[row]! - potential[rows + column]!,
  );
}

function takersWithoutLoss({ cells, gains, width }: Grid, { lists, potential, rows }: Network, row: number): number[] {
  const found: number[] = [];
  const list = lists[row] ?? null;
  const count = list ? list.length : width;
  for (let at = 0; at < count; at += 1) {
    const column = list ? list[at]! : at;
    const cell = row * width + column;
    if (cells[cell] === FREE && gains[cell] === potential[row]! - potential[rows + column]!) found.push(column);
  }
  return found;
}

function moveAlong(network: Network, walk: Walk, last: number): void {
  for (let taker = last; walk.rowOf[taker]! >= 0;) {
    const row = walk.rowOf[taker]!;
    const giver = walk.giverOf[row]!;
    make(network, row, taker);
    unmake(network, row, giver);
    taker = giver;
  }
}
