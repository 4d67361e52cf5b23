import { addArc, type Arcs, type Flow, flowOf, newArcs } from './flow.js';
import { type ColumnCap, FREE, type Grid, MADE } from './grid.js';
import type { CapPrice, Prices } from '../problem/problem.js';

/** The experts of one region or organisation at one entry, where more of them are looked at than may meet there. */
export interface Group {
  row: number;
  /** The entry, or a group around this one. */
  parent: number;
  cap: ColumnCap;
  code: number;
}

/**
 * The flow of entries to experts: rows are nodes from 0, columns from `rows`, then comes the hub, the store of capacity
 * above the minimum loads, then groups. An expert below the minimum takes a unit for itself; above it the unit goes on
 * to the hub, and comes back from there when the expert gives one up. A cap is a group between entry and experts; an
 * organisation lies within a region, so that groups are nested and all remains a flow.
 */
export interface Network {
  grid: Grid;
  rows: number;
  hub: number;
  flow: Flow;
  lists: Lists;
  /** The pairs that are looked at: where those of each row begin, then by pair its column, gain and place. */
  start: Int32Array;
  columns: Int32Array;
  gains: Float64Array;
  places: Int32Array;
  /** By column, the place from which units go to the hub. */
  stores: Int32Array;
  groups: Group[];
  /** Where the groups of each row begin. */
  groupStart: Int32Array;
}

/** Columns that are looked at for each row; `null`: all. */
export type Lists = (Int32Array | null)[];

/** A network without flow, in which no way has a negative length. */
export function networkOf(grid: Grid, lists: Lists): Network {
  const rows = grid.entries.length;
  const hub = rows + grid.width;
  const pairs = pairsOf(grid, lists);
  const arcs = newArcs(pairs.columns.length + grid.width);
  const groups: Group[] = [];
  const groupStart = new Int32Array(rows + 1);
  const hung = new Int32Array(pairs.columns.length);
  for (let row = 0; row < rows; row += 1) {
    hangRow(grid, { ...pairs, hung, groups, hub }, row);
    groupStart[row + 1] = groups.length;
    for (let pair = pairs.start[row]!; pair < pairs.start[row + 1]!; pair += 1)
      addArc(arcs, { tail: hung[pair]!, head: rows + pairs.columns[pair]!, cost: 0 - pairs.gains[pair]!, room: 1 });
  }
  for (let column = 0; column < grid.width; column += 1)
    addArc(arcs, { tail: rows + column, head: hub, cost: 0, room: grid.max[column]! - grid.min[column]! });
  groups.forEach((group, at) => {
    addArc(arcs, { tail: group.parent, head: hub + 1 + at, cost: 0, room: roomOf(group.cap, group.row, group.code) });
  });
  return { grid, rows, hub, lists, ...pairs, groups, groupStart, ...filled(grid, arcs, { groups, pairs }) };
}

interface Pairs {
  start: Int32Array;
  columns: Int32Array;
  gains: Float64Array;
}

/** In one piece of memory, row after row: it is read many times over. */
function pairsOf({ cells, gains, width, entries }: Grid, lists: Lists): Pairs {
  const rows = entries.length;
  const start = new Int32Array(rows + 1);
  const isOpen = (cell: number) => cells[cell] === FREE || cells[cell] === MADE;
  const columnsOf = (row: number, each: (column: number) => void) => {
    const list = lists[row] ?? null;
    const count = list ? list.length : width;
    for (let at = 0; at < count; at += 1) {
      const column = list ? list[at]! : at;
      if (isOpen(row * width + column)) each(column);
    }
  };
  for (let row = 0; row < rows; row += 1) {
    start[row + 1] = start[row]!;
    columnsOf(row, () => (start[row + 1]! += 1));
  }
  const pairs = { start, columns: new Int32Array(start[rows]!), gains: new Float64Array(start[rows]!) };
  for (let row = 0, pair = 0; row < rows; row += 1)
    columnsOf(row, (column) => {
      pairs.columns[pair] = column;
      pairs.gains[pair] = gains[row * width + column]!;
      pair += 1;
    });
  return pairs;
}

/** Experts of the group whom the entry may still get besides fixed ones. */
function roomOf({ most, used, names }: ColumnCap, row: number, code: number): number {
  return Math.max(0, most - (used.get(row * names.length + code) ?? 0));
}

/** Says of each pair on which node it hangs: the entry, or the innermost group that could become too large. */
function hangRow(
  grid: Grid,
  { start, columns, hung, groups, hub }: Pairs & { hung: Int32Array; groups: Group[]; hub: number },
  row: number,
): void {
  const [from, to] = [start[row]!, start[row + 1]!];
  hung.fill(row, from, to);
  for (const cap of grid.caps) {
    const members = new Map<string, number[]>();
    for (let pair = from; pair < to; pair += 1) {
      const code = cap.codeOf[columns[pair]!]!;
      if (code < 0) continue;
      const key = `${hung[pair]!} ${code}`;
      const known = members.get(key);
      if (known) known.push(pair);
      else members.set(key, [pair]);
    }
    for (const own of members.values()) {
      const code = cap.codeOf[columns[own[0]!]!]!;
      if (own.length <= roomOf(cap, row, code)) continue;
      groups.push({ row, parent: hung[own[0]!]!, cap, code });
      for (const pair of own) hung[pair] = hub + groups.length;
    }
  }
}

function filled(grid: Grid, arcs: Arcs, { groups, pairs }: { groups: readonly Group[]; pairs: Pairs }) {
  const { width, need, min } = grid;
  const rows = need.length;
  const hub = rows + width;
  const { flow, placeOf } = flowOf(hub + 1 + groups.length, arcs);
  const count = pairs.columns.length;
  for (let row = 0; row < rows; row += 1) {
    flow.excess[row] = need[row]!;
    flow.potential[row] = greatest(pairs.gains, pairs.start[row]!, pairs.start[row + 1]!);
  }
  for (let column = 0; column < width; column += 1) flow.excess[rows + column] = 0 - min[column]!;
  flow.excess[hub] = total(min) - total(need);
  groups.forEach(({ row }, at) => (flow.potential[hub + 1 + at] = flow.potential[row]!));
  return { flow, places: placeOf.subarray(0, count), stores: placeOf.subarray(count, count + width) };
}

function greatest(gains: Float64Array, from: number, to: number): number {
  let most = from === to ? 0 : -Infinity;
  for (let at = from; at < to; at += 1) most = Math.max(most, gains[at]!);
  return most;
}

export const total = (counts: Int32Array) => counts.reduce((sum, count) => sum + count, 0);

/** What a unit at the entry is worth for an expert of these groups: where a group is full, more than at large. */
export function worthAt(network: Network, row: number): (column: number) => number {
  const plain = network.flow.potential[row]!;
  if (network.groupStart[row] === network.groupStart[row + 1]) return () => plain;
  const worths = groupWorths(network, row);
  return (column) => worths.get(hangs(network, row, column))!;
}

/** Of the entry and its groups, by node. */
function groupWorths({ flow: { potential }, hub, groups, groupStart }: Network, row: number): Map<number, number> {
  const worths = new Map([[row, potential[row]!]]);
  for (let at = groupStart[row]!; at < groupStart[row + 1]!; at += 1)
    worths.set(hub + 1 + at, Math.max(worths.get(groups[at]!.parent)!, potential[hub + 1 + at]!));
  return worths;
}

/** The node at which a pair hangs, or would hang. */
export function hangs(
  { hub, groups, groupStart }: Pick<Network, 'hub' | 'groups' | 'groupStart'>,
  row: number,
  column: number,
): number {
  let node = row;
  for (let at = groupStart[row]!; at < groupStart[row + 1]!; at += 1) {
    const { parent, cap, code } = groups[at]!;
    if (parent === node && cap.codeOf[column] === code) node = hub + 1 + at;
  }
  return node;
}

/** Notes in the table which pairs the flow makes, and only those. */
export function markMade({ grid, rows, start, columns, places, flow }: Network): void {
  const { cells, width } = grid;
  for (let cell = 0; cell < cells.length; cell += 1) if (cells[cell] === MADE) cells[cell] = FREE;
  for (let row = 0; row < rows; row += 1)
    for (let pair = start[row]!; pair < start[row + 1]!; pair += 1)
      if (flow.room[places[pair]!] === 0) cells[row * width + columns[pair]!] = MADE;
}

/** Prices of experts: what one more place would be worth. */
export function columnPrices({ rows, hub, flow: { potential } }: Network): Float64Array {
  return potential.slice(rows, hub).map((own) => potential[hub]! - own);
}

/** Prices against the hub: what one more review of an entry brings, what one more place of an expert or a group is worth. */
export function pricesOf(network: Network): Prices {
  const { grid, rows, hub, groups, groupStart, flow } = network;
  const base = flow.potential[hub]!;
  const prices = columnPrices(network);
  const caps = new Map<string, CapPrice>();
  for (let row = 0; row < rows; row += 1) {
    if (groupStart[row] === groupStart[row + 1]) continue;
    const worths = groupWorths(network, row);
    for (let at = groupStart[row]!; at < groupStart[row + 1]!; at += 1) {
      const { parent, cap, code } = groups[at]!;
      const price = worths.get(hub + 1 + at)! - worths.get(parent)!;
      if (price === 0) continue;
      const named = [grid.entries[row]!.id, cap.kind, cap.names[code]!] as const;
      const key = JSON.stringify(named);
      caps.set(key, [...named, price + (caps.get(key)?.[3] ?? 0)]);
    }
  }
  return {
    scale: grid.scale,
    entries: Object.fromEntries(grid.entries.map(({ id }, row) => [id, flow.potential[row]! - base])),
    experts: Object.fromEntries(grid.experts.map(({ id }, column) => [id, prices[column]!])),
    ...(caps.size && { caps: [...caps.values()] }),
  };
}

/** Makes the potentials of given prices. */
export function setPrices({ grid, rows, hub, groups, flow: { potential } }: Network, prices: Prices): void {
  const priceOf = new Map(prices.caps?.map(([entryId, kind, group, price]) => [`${entryId} ${kind} ${group}`, price]));
  potential[hub] = 0;
  grid.entries.forEach(({ id }, row) => (potential[row] = prices.entries[id] ?? 0));
  grid.experts.forEach(({ id }, column) => (potential[rows + column] = 0 - (prices.experts[id] ?? 0)));
  groups.forEach(({ row, parent, cap, code }, at) => {
    const own = priceOf.get(`${grid.entries[row]!.id} ${cap.kind} ${cap.names[code]!}`) ?? 0;
    potential[hub + 1 + at] = potential[parent]! + own;
  });
}
