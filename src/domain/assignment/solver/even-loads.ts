import { reducedCost, send } from './flow.js';
import { newLayers, sendFreely } from './layers.js';
import { markMade, type Network } from './network.js';

/**
 * Rules §8. Makes loads as even as the optimum allows: the sum of squared loads becomes the least among all plans of the
 * same worth. Prices say which pairs may change hands without loss. Along those each expert of the greatest load gives an
 * entry to one who has at least two fewer, as many as can; then those who have one fewer, and so on. Whoever could not
 * give stays as he is: all that can be reached from him has no room, and later moves do not touch it. Loads count fixed
 * pairs. In tables so large that lists of promising experts are used, only pairs of those lists are moved along.
 */
export function evenLoads(network: Network, fixedLoad: Int32Array): void {
  const { flow, grid, stores } = network;
  const layers = newLayers(flow.nodes);
  const loads = Int32Array.from(stores, (store, column) => flow.back[store]! + grid.min[column]! + fixedLoad[column]!);
  const least = loads.reduce((some, load) => Math.min(some, load), Infinity);
  for (let most = loads.reduce((some, load) => Math.max(some, load), 0); most > least + 1; most -= 1) {
    offer(network, loads, most);
    while (sendFreely(flow, layers, network.hub) > 0);
    settleLoads(network, loads, most);
  }
  markMade(network);
}

/** Experts of this load have a unit to give; those who have at least two fewer have room up to one fewer. */
function offer({ flow, rows, stores }: Network, loads: Int32Array, most: number): void {
  for (const [column, store] of stores.entries()) {
    if (reducedCost(flow, store) !== 0) continue;
    if (loads[column] === most) flow.excess[rows + column] = Math.min(1, flow.back[store]!);
    if (loads[column]! < most - 1)
      flow.excess[rows + column] = 0 - Math.min(flow.room[store]!, most - 1 - loads[column]!);
  }
}

/** Takes offers back that nobody took, and moves the capacity of those who gave to those who got. */
function settleLoads({ flow, rows, stores }: Network, loads: Int32Array, most: number): void {
  for (const [column, store] of stores.entries()) {
    if (reducedCost(flow, store) !== 0) continue;
    const left = flow.excess[rows + column]!;
    flow.excess[rows + column] = 0;
    if (loads[column] === most && left === 0 && flow.back[store]! > 0) {
      send(flow, flow.mate[store]!);
      loads[column] = most - 1;
    }
    const got = loads[column]! < most - 1 ? Math.min(flow.room[store]!, most - 1 - loads[column]!) + left : 0;
    for (let unit = 0; unit < got; unit += 1) send(flow, store);
    loads[column]! += got;
  }
}
