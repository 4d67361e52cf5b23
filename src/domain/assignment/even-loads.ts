import { FREE, type Grid } from './grid.js';
import { make, type Network, unmake } from './network.js';

/**
 * Rules §8. Makes loads as even as the optimum allows: the sum of squared loads becomes the least among all plans of the
 * same worth. Prices say which pairs may change hands without loss; along those an entry is moved from an expert to one
 * who has at least two fewer, until nobody is left who could give one away so. Loads count fixed pairs.
 */
export function evenLoads(network: Network, fixedLoad: Int32Array): void {
  const loadOf = (column: number) => network.load[column]! + fixedLoad[column]!;
  for (let isMoved = true; isMoved;) {
    isMoved = false;
    const walk = newWalk(network);
    const giving = [...network.load.keys()].filter((column) => canGive(network, column));
    for (const column of giving.sort((a, b) => loadOf(b) - loadOf(a) || a - b)) {
      const taker = takerFor(network, walk, { column, loadOf });
      if (taker < 0) continue;
      moveAlong(network, walk, taker);
      isMoved = true;
      break;
    }
  }
}

/** What was reached already, and how. It stays between givers: what a heavier load could not use, a lighter cannot. */
interface Walk {
  rowOf: Int32Array;
  giverOf: Int32Array;
  isSeen: Uint8Array;
}

function newWalk({ rows, grid }: Network): Walk {
  return {
    rowOf: new Int32Array(grid.width).fill(-1),
    giverOf: new Int32Array(rows).fill(-1),
    isSeen: new Uint8Array(grid.width),
  };
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
  if (walk.isSeen[column]) return -1;
  walk.isSeen[column] = 1;
  walk.rowOf[column] = -1;
  const most = loadOf(column) - 2;
  const queue = [column];
  for (const giver of queue) {
    for (const row of heldWithoutLoss(network, giver)) {
      if (walk.giverOf[row]! >= 0) continue;
      walk.giverOf[row] = giver;
      for (const taker of takersWithoutLoss(network.grid, network, row)) {
        if (walk.isSeen[taker]) continue;
        walk.isSeen[taker] = 1;
        walk.rowOf[taker] = row;
        if (loadOf(taker) <= most && canTake(network, taker)) return taker;
        queue.push(taker);
      }
    }
  }
  return -1;
}

function heldWithoutLoss({ held, grid, potential, rows }: Network, column: number): number[] {
  return held[column]!.filter(
    (row) => potential[row]! - potential[rows + column]! === grid.gains[row * grid.width + column],
  );
}

function takersWithoutLoss({ cells, gains, width }: Grid, { lists, potential, rows }: Network, row: number): number[] {
  const found: number[] = [];
  const list = lists[row] ?? null;
  const count = list ? list.length : width;
  for (let at = 0; at < count; at += 1) {
    const column = list ? list[at]! : at;
    const cell = row * width + column;
    if (cells[cell] === FREE && potential[row]! - potential[rows + column]! === gains[cell]) found.push(column);
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
