/** The nodes still to be visited, the nearest first. */
export interface Heap {
  keys: Float64Array;
  nodes: Int32Array;
  size: number;
}

export function newHeap(): Heap {
  return { keys: new Float64Array(1024), nodes: new Int32Array(1024), size: 0 };
}

export function push(heap: Heap, key: number, node: number): void {
  if (heap.size === heap.keys.length) grow(heap);
  const { keys, nodes } = heap;
  let at = heap.size++;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (keys[parent]! <= key) break;
    keys[at] = keys[parent]!;
    nodes[at] = nodes[parent]!;
    at = parent;
  }
  keys[at] = key;
  nodes[at] = node;
}

/** Takes the nearest node out; the heap must not be empty. */
export function pop(heap: Heap): number {
  const { keys, nodes } = heap;
  const nearest = nodes[0]!;
  const size = (heap.size -= 1);
  const key = keys[size]!;
  let at = 0;
  for (let child = 1; child < size; child = 2 * at + 1) {
    if (child + 1 < size && keys[child + 1]! < keys[child]!) child += 1;
    if (keys[child]! >= key) break;
    keys[at] = keys[child]!;
    nodes[at] = nodes[child]!;
    at = child;
  }
  keys[at] = key;
  nodes[at] = nodes[size]!;
  return nearest;
}

function grow(heap: Heap): void {
  const keys = new Float64Array(heap.keys.length * 2);
  const nodes = new Int32Array(heap.nodes.length * 2);
  keys.set(heap.keys);
  nodes.set(heap.nodes);
  heap.keys = keys;
  heap.nodes = nodes;
}
