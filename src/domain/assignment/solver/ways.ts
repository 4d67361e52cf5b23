import type { Flow } from './flow.js';
import { type Heap, newHeap, pop, push } from './heap.js';

/** A search for the shortest ways by reduced costs. What was found stays until the next search. */
export interface Ways {
  distance: Float64Array;
  isSettled: Uint8Array;
  /** The place by which the way comes to a node; -1 at its beginning. */
  by: Int32Array;
  touched: number[];
  heap: Heap;
}

export function newWays(nodes: number): Ways {
  return {
    distance: new Float64Array(nodes).fill(Infinity),
    isSettled: new Uint8Array(nodes),
    by: new Int32Array(nodes).fill(-1),
    touched: [],
    heap: newHeap(),
  };
}

function forget({ touched, distance, isSettled, heap }: Ways): void {
  for (const node of touched) {
    distance[node] = Infinity;
    isSettled[node] = 0;
  }
  touched.length = 0;
  heap.size = 0;
}

function reach({ distance, by, touched, heap }: Ways, step: { node: number; by: number; at: number }): void {
  if (distance[step.node] === Infinity) touched.push(step.node);
  distance[step.node] = step.at;
  by[step.node] = step.by;
  push(heap, step.at, step.node);
}

/** Along the arcs to where units may go, or against them to where they may come from. */
export type Direction = 'forward' | 'backward';

/** The search spends its time here: all is written out, nothing is called but for a shorter way. */
function pass(flow: Flow, ways: Ways, { node, direction }: { node: number; direction: Direction }): void {
  const { first, head, cost, potential } = flow;
  const { distance, isSettled } = ways;
  const sign = direction === 'forward' ? 1 : -1;
  const open = direction === 'forward' ? flow.room : flow.back;
  const here = potential[node]!;
  const so = distance[node]!;
  const end = first[node + 1]!;
  for (let place = first[node]!; place < end; place += 1) {
    if (open[place] === 0) continue;
    const other = head[place]!;
    if (isSettled[other]) continue;
    const at = so + sign * (cost[place]! + here - potential[other]!);
    if (at < distance[other]!) reach(ways, { node: other, by: place, at });
  }
}

/** The shortest way from one node to another; its length, or `null` when there is none. */
export function shortestWay(flow: Flow, ways: Ways, { from, to }: { from: number; to: number }): number | null {
  forget(ways);
  reach(ways, { node: from, by: -1, at: 0 });
  while (ways.heap.size > 0) {
    const node = pop(ways.heap);
    if (ways.isSettled[node]) continue;
    ways.isSettled[node] = 1;
    if (node === to) return ways.distance[node]!;
    pass(flow, ways, { node, direction: 'forward' });
  }
  return null;
}

/**
 * Moves the potentials by the distances between nodes with units too many and nodes with units too few, so that along
 * every shortest way reduced costs become zero, and nowhere negative. It begins at the side with fewer nodes: then each
 * node of the other has a way of its own. How many of those were reached.
 */
export function movePotentials(flow: Flow, ways: Ways): number {
  const { excess, potential, nodes } = flow;
  const counts = { over: 0, under: 0 };
  for (const units of excess) {
    if (units > 0) counts.over += 1;
    if (units < 0) counts.under += 1;
  }
  const direction = counts.over < counts.under ? 'forward' : 'backward';
  const sign = direction === 'forward' ? 1 : -1;
  let left = Math.max(counts.over, counts.under);
  let reached = 0;
  let limit = 0;
  forget(ways);
  for (let node = 0; node < nodes; node += 1) if (excess[node]! * sign > 0) reach(ways, { node, by: -1, at: 0 });
  while (ways.heap.size > 0 && left > 0) {
    const node = pop(ways.heap);
    if (ways.isSettled[node]) continue;
    ways.isSettled[node] = 1;
    limit = ways.distance[node]!;
    if (excess[node]! * sign < 0) {
      left -= 1;
      reached += 1;
    }
    pass(flow, ways, { node, direction });
  }
  for (let node = 0; node < nodes; node += 1) potential[node]! += sign * Math.min(limit, ways.distance[node]!);
  return reached;
}
