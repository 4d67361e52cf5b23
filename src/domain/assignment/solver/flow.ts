/**
 * A flow of whole units at least cost. Each arc has two places, one at its tail and one at its head, the mates of each
 * other: at either of them stands what may still go out along it (`room`) and what may come in (`back`). Costs and
 * potentials are whole numbers, so that nothing is ever rounded.
 */
export interface Flow {
  nodes: number;
  /** By node: where its places begin; they end where those of the next begin. */
  first: Int32Array;
  head: Int32Array;
  cost: Float64Array;
  room: Int32Array;
  back: Int32Array;
  mate: Int32Array;
  /** Units that must leave the node; below zero, that must come to it. */
  excess: Int32Array;
  potential: Float64Array;
}

/** Arcs as they are collected, one after the other. */
export interface Arcs {
  count: number;
  tail: Int32Array;
  head: Int32Array;
  cost: Float64Array;
  room: Int32Array;
}

export function newArcs(expected: number): Arcs {
  return {
    count: 0,
    tail: new Int32Array(expected),
    head: new Int32Array(expected),
    cost: new Float64Array(expected),
    room: new Int32Array(expected),
  };
}

export function addArc(arcs: Arcs, arc: { tail: number; head: number; cost: number; room: number }): void {
  if (arcs.count === arcs.tail.length) grow(arcs);
  const at = arcs.count++;
  arcs.tail[at] = arc.tail;
  arcs.head[at] = arc.head;
  arcs.cost[at] = arc.cost;
  arcs.room[at] = arc.room;
}

function grow(arcs: Arcs): void {
  const wider = newArcs(2 * arcs.tail.length + 16);
  wider.tail.set(arcs.tail);
  wider.head.set(arcs.head);
  wider.cost.set(arcs.cost);
  wider.room.set(arcs.room);
  Object.assign(arcs, { ...wider, count: arcs.count });
}

/** The flow of these arcs, empty, and for each arc the place at its tail. */
export function flowOf(nodes: number, arcs: Arcs): { flow: Flow; placeOf: Int32Array } {
  const { count, tail, head, cost, room } = arcs;
  const first = new Int32Array(nodes + 1);
  for (let arc = 0; arc < count; arc += 1) {
    first[tail[arc]! + 1]! += 1;
    first[head[arc]! + 1]! += 1;
  }
  for (let node = 0; node < nodes; node += 1) first[node + 1]! += first[node]!;
  const flow: Flow = {
    nodes,
    first,
    head: new Int32Array(2 * count),
    cost: new Float64Array(2 * count),
    room: new Int32Array(2 * count),
    back: new Int32Array(2 * count),
    mate: new Int32Array(2 * count),
    excess: new Int32Array(nodes),
    potential: new Float64Array(nodes),
  };
  const next = first.slice(0, nodes);
  const placeOf = new Int32Array(count);
  for (let arc = 0; arc < count; arc += 1) {
    const [out, into] = [next[tail[arc]!]!++, next[head[arc]!]!++];
    placeOf[arc] = out;
    flow.head[out] = head[arc]!;
    flow.head[into] = tail[arc]!;
    flow.cost[out] = cost[arc]!;
    flow.cost[into] = 0 - cost[arc]!;
    flow.room[out] = flow.back[into] = room[arc]!;
    flow.mate[out] = into;
    flow.mate[into] = out;
  }
  return { flow, placeOf };
}

/** Sends a unit out along the place. Excess is left to the caller. */
export function send({ room, back, mate }: Flow, place: number): void {
  const other = mate[place]!;
  room[place]! -= 1;
  back[place]! += 1;
  room[other]! += 1;
  back[other]! -= 1;
}

/** The node at which the place stands. */
export function tailOf({ head, mate }: Flow, place: number): number {
  return head[mate[place]!]!;
}

/** What a unit along the place costs at the present potentials. In a best flow it is nowhere negative where room is. */
export function reducedCost(flow: Flow, place: number): number {
  return flow.cost[place]! + flow.potential[tailOf(flow, place)]! - flow.potential[flow.head[place]!]!;
}

/** Whether the potentials prove that no flow of the same excesses costs less. */
export function isBest(flow: Flow): boolean {
  return flow.room.every((room, place) => room === 0 || reducedCost(flow, place) >= 0);
}
