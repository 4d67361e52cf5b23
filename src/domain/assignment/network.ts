import { mixed, numberOf } from '../seeded.js';
import { FREE, type Grid, MADE } from './grid.js';
import { type Heap, newHeap, pop, push } from './heap.js';

/**
 * The flow of entries to experts: rows are nodes from 0, columns from `rows`, and the last node is the hub, the store of
 * capacity above the minimum loads. An expert below the minimum takes a unit for itself; above it the unit goes on to
 * the hub, and comes back from there when the expert gives one up.
 */
export interface Network {
  grid: Grid;
  rows: number;
  hub: number;
  /** The columns that are looked at for each row; `null`: all. */
  lists: (Int32Array | null)[];
  load: Int32Array;
  /** Units that each column passes on to the hub: what it takes above its minimum. */
  stored: Int32Array;
  /** Rows that each column holds, fixed ones not among them. */
  held: number[][];
  hubDemand: number;
  potential: Float64Array;
  /** Of the search that is going on. */
  distance: Float64Array;
  previous: Int32Array;
  isSettled: Uint8Array;
  touched: number[];
  heap: Heap;
  /** Where the columns of a row begin to be looked at, so that equals are not taken in one order everywhere. */
  offset: Int32Array;
}

/** A network without flow, in which no path has a negative length. */
export function emptyNetwork(grid: Grid, lists: (Int32Array | null)[], seed: number): Network {
  const rows = grid.entries.length;
  const nodes = rows + grid.width + 1;
  const network: Network = {
    grid,
    rows,
    hub: nodes - 1,
    lists,
    load: new Int32Array(grid.width),
    stored: new Int32Array(grid.width),
    held: grid.experts.map(() => []),
    hubDemand: grid.need.reduce((sum, need) => sum + need, 0) - grid.min.reduce((sum, min) => sum + min, 0),
    potential: new Float64Array(nodes),
    distance: new Float64Array(nodes).fill(Infinity),
    previous: new Int32Array(nodes).fill(-1),
    isSettled: new Uint8Array(nodes),
    touched: [],
    heap: newHeap(),
    offset: Int32Array.from(grid.entries, ({ id }) => mixed(seed, numberOf(id)) % Math.max(1, grid.width)),
  };
  for (let row = 0; row < rows; row += 1) network.potential[row] = greatestGain(network, row);
  return network;
}

function greatestGain({ grid: { gains, width, cells }, lists }: Network, row: number): number {
  const list = lists[row] ?? null;
  const count = list ? list.length : width;
  let greatest = -Infinity;
  for (let at = 0; at < count; at += 1) {
    const cell = row * width + (list ? list[at]! : at);
    if (cells[cell] === FREE && gains[cell]! > greatest) greatest = gains[cell]!;
  }
  return greatest === -Infinity ? 0 : greatest;
}

/**
 * The nearest node that lacks a unit, or `target` where one is given; -1 when there is none. Lengths are reduced costs,
 * which are never negative. What was found is in `distance`, `previous` and `touched` until `forgetSearch`.
 */
export function search(network: Network, source: number, target = -1): number {
  const { rows, hub, heap, isSettled, distance } = network;
  heap.size = 0;
  reach(network, { node: source, from: -1, at: 0 });
  while (heap.size > 0) {
    const node = pop(heap);
    if (isSettled[node]) continue;
    isSettled[node] = 1;
    if (target >= 0 ? node === target : lacks(network, node)) return node;
    if (node < rows) fromRow(network, node, distance[node]!);
    else if (node < hub) fromColumn(network, node, distance[node]!);
    else fromHub(network, distance[node]!);
  }
  return -1;
}

/** Whether the node has room for a unit of its own. */
function lacks({ rows, hub, hubDemand, load, stored, grid }: Network, node: number): boolean {
  if (node < rows) return false;
  return node === hub ? hubDemand > 0 : load[node - rows]! < grid.min[node - rows]! + stored[node - rows]!;
}

function reach({ distance, previous, touched, heap }: Network, step: { node: number; from: number; at: number }): void {
  if (distance[step.node] === Infinity) touched.push(step.node);
  distance[step.node] = step.at;
  previous[step.node] = step.from;
  push(heap, step.at, step.node);
}

/** The search spends its time here: all is written out, nothing is called but for a shorter way. */
function fromRow(network: Network, row: number, distance: number): void {
  const { grid, rows, potential, isSettled, distance: known, lists } = network;
  const { cells, gains, width } = grid;
  const list = lists[row] ?? null;
  const count = list ? list.length : width;
  const base = row * width;
  const start = distance + potential[row]!;
  let position = list ? 0 : network.offset[row]!;
  for (let step = 0; step < count; step += 1) {
    const column = list ? list[step]! : position;
    position += 1;
    if (position === width) position = 0;
    if (cells[base + column] !== FREE) continue;
    const node = rows + column;
    if (isSettled[node]) continue;
    const at = start - gains[base + column]! - potential[node]!;
    if (at < known[node]!) reach(network, { node, from: row, at });
  }
}

function fromColumn(network: Network, node: number, distance: number): void {
  const { grid, rows, hub, potential, isSettled, distance: known, held, stored } = network;
  const column = node - rows;
  const start = distance + potential[node]!;
  if (stored[column]! < grid.max[column]! - grid.min[column]! && !isSettled[hub]) {
    const at = start - potential[hub]!;
    if (at < known[hub]!) reach(network, { node: hub, from: node, at });
  }
  for (const row of held[column]!) {
    if (isSettled[row]) continue;
    const at = start + grid.gains[row * grid.width + column]! - potential[row]!;
    if (at < known[row]!) reach(network, { node: row, from: node, at });
  }
}

function fromHub(network: Network, distance: number): void {
  const { grid, rows, hub, potential, isSettled, distance: known, stored } = network;
  const start = distance + potential[hub]!;
  for (let column = 0; column < grid.width; column += 1) {
    const node = rows + column;
    if (isSettled[node] || stored[column] === 0) continue;
    const at = start - potential[node]!;
    if (at < known[node]!) reach(network, { node, from: hub, at });
  }
}

/** Sends a unit along the way that was found, and keeps all reduced costs from being negative. */
export function augment(network: Network, source: number, end: number): void {
  const { rows, hub, potential, distance, isSettled, touched, previous, stored } = network;
  const length = distance[end]!;
  for (const node of touched) if (isSettled[node]) potential[node]! += distance[node]! - length;
  if (end === hub) network.hubDemand -= 1;
  if (source === hub) network.hubDemand += 1;
  for (let node = end; node !== source; node = previous[node]!) {
    const from = previous[node]!;
    if (node < rows) unmake(network, node, from - rows);
    else if (node === hub) stored[from - rows]! += 1;
    else if (from === hub) stored[node - rows]! -= 1;
    else make(network, from, node - rows);
  }
  forgetSearch(network);
}

export function forgetSearch({ touched, distance, isSettled }: Network): void {
  for (const node of touched) {
    distance[node] = Infinity;
    isSettled[node] = 0;
  }
  touched.length = 0;
}

export function make({ grid, load, held }: Network, row: number, column: number): void {
  grid.cells[row * grid.width + column] = MADE;
  load[column]! += 1;
  held[column]!.push(row);
}

export function unmake({ grid, load, held }: Network, row: number, column: number): void {
  grid.cells[row * grid.width + column] = FREE;
  load[column]! -= 1;
  const rows = held[column]!;
  rows[rows.indexOf(row)] = rows.at(-1)!;
  rows.pop();
}
