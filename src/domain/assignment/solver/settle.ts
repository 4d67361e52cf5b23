import type { Flow } from './flow.js';
import { newLayers, sendFreely } from './layers.js';
import { PlanningStopped, type Watch } from '../problem/problem.js';
import { movePotentials, newWays } from './ways.js';

/**
 * Brings all units where they belong at least cost, from potentials at which no place with room has a negative reduced
 * cost. In turns potentials are moved by shortest ways, and all that can go at no cost then is sent. `null` when every
 * unit arrived, otherwise the nodes that can be reached from those whose units could not.
 */
export function settle(flow: Flow, { onProgress, isStopped, total }: Watch & { total: number }): Uint8Array | null {
  const ways = newWays(flow.nodes);
  const layers = newLayers(flow.nodes);
  let left = unsettled(flow);
  while (left > 0) {
    if (isStopped?.()) throw new PlanningStopped();
    if (movePotentials(flow, ways) === 0) return reachable(flow);
    for (let sent = sendFreely(flow, layers); sent > 0; sent = sendFreely(flow, layers)) {
      left -= sent;
      onProgress?.(total - left, total);
    }
  }
  return null;
}

/** Units that are not yet where they belong. */
export function unsettled({ excess }: Flow): number {
  return excess.reduce((sum, units) => sum + Math.max(0, units), 0);
}

function reachable({ first, head, room, excess, nodes }: Flow): Uint8Array {
  const isReached = new Uint8Array(nodes);
  const queue: number[] = [];
  for (let node = 0; node < nodes; node += 1)
    if (excess[node]! > 0) {
      isReached[node] = 1;
      queue.push(node);
    }
  for (const node of queue)
    for (let place = first[node]!; place < first[node + 1]!; place += 1) {
      const other = head[place]!;
      if (room[place] === 0 || isReached[other]) continue;
      isReached[other] = 1;
      queue.push(other);
    }
  return isReached;
}
