import { type Flow, send, tailOf } from './flow.js';

/** How many steps without cost each node is away from one that lacks units, and where its search goes on. */
export interface Layers {
  level: Int32Array;
  next: Int32Array;
  queue: Int32Array;
}

export function newLayers(nodes: number): Layers {
  return { level: new Int32Array(nodes), next: new Int32Array(nodes), queue: new Int32Array(nodes) };
}

/**
 * Sends as many units as can go at no cost, by layers of shortest ways as Dinic did. How many were sent; none when no
 * node with units too many has such a way. No way leads through a `closed` node.
 */
export function sendFreely(flow: Flow, layers: Layers, closed = -1): number {
  if (!layOut(flow, layers, closed)) return 0;
  layers.next.set(flow.first.subarray(0, flow.nodes));
  let sent = 0;
  for (let node = 0; node < flow.nodes; node += 1)
    while (flow.excess[node]! > 0 && layers.level[node]! >= 0 && sendOne(flow, layers, node)) sent += 1;
  return sent;
}

/** Whether any node with units too many was met, going back from those with too few. */
function layOut(flow: Flow, { level, queue }: Layers, closed: number): boolean {
  const { first, head, cost, back, potential, excess, nodes } = flow;
  level.fill(-1);
  let met = false;
  let end = 0;
  for (let node = 0; node < nodes; node += 1) {
    if (excess[node]! >= 0) continue;
    level[node] = 0;
    queue[end++] = node;
  }
  for (let at = 0; at < end; at += 1) {
    const node = queue[at]!;
    if (excess[node]! > 0) met = true;
    const last = first[node + 1]!;
    for (let place = first[node]!; place < last; place += 1) {
      const other = head[place]!;
      if (level[other]! >= 0 || back[place] === 0 || other === closed) continue;
      if (cost[place]! + potential[node]! - potential[other]! !== 0) continue;
      level[other] = level[node]! + 1;
      queue[end++] = other;
    }
  }
  return met;
}

function sendOne(flow: Flow, layers: Layers, source: number): boolean {
  const { excess } = flow;
  const { next } = layers;
  const path: number[] = [];
  for (let node = source; ;) {
    if (excess[node]! < 0) {
      for (const place of path) send(flow, place);
      excess[source]! -= 1;
      excess[node]! += 1;
      return true;
    }
    const place = stepFrom(flow, layers, node);
    if (place >= 0) {
      path.push(place);
      node = flow.head[place]!;
      continue;
    }
    const last = path.pop();
    if (last === undefined) return false;
    node = tailOf(flow, last);
    next[node]! += 1;
  }
}

/** The place by which a unit comes a layer nearer; -1 when there is none left. */
function stepFrom({ first, head, cost, room, potential }: Flow, { level, next }: Layers, node: number): number {
  const end = first[node + 1]!;
  for (let place = next[node]!; place < end; place += 1) {
    const other = head[place]!;
    if (room[place] === 0 || level[other] !== level[node]! - 1) continue;
    if (cost[place]! + potential[node]! - potential[other]! !== 0) continue;
    next[node] = place;
    return place;
  }
  next[node] = end;
  return -1;
}
