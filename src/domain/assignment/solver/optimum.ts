import type { Grid } from './grid.js';
import { addGaining, addOutlets, promisingLists } from './lists.js';
import { columnPrices, type Lists, markMade, type Network, networkOf, total } from './network.js';
import type { Watch } from '../problem/problem.js';
import { settle, unsettled } from './settle.js';
import { estimatePrices, startAt } from './warm-start.js';

/** Tables up to this size are searched whole; in larger ones each entry looks at its most promising experts first. */
const WHOLE_TABLE = 100_000;
/** The share of units in the wrong place from which prices are estimated anew. */
const SPOILT = 0.05;

export interface OptimumOptions extends Watch {
  seed: number;
  /** Looks at lists of promising experts first, however small the table. */
  withLists?: boolean;
}

/**
 * Fills the table at the greatest sum of gains, by shortest ways with exact prices; `null` when it cannot be filled. Where
 * only promising experts were looked at, all other pairs are then held against the prices: as long as one of them could
 * gain anything, it joins the lists and the flow is computed anew. So the result is exact for any lists.
 */
export function fillBest(grid: Grid, options: OptimumOptions): Network | null {
  if (total(grid.min) > total(grid.need)) return null;
  const useLists = options.withLists ?? grid.cells.length > WHOLE_TABLE;
  if (useLists) return fillByLists(grid, options);
  const network = networkOf(
    grid,
    grid.entries.map(() => null),
  );
  if (settle(network.flow, { ...options, total: total(grid.need) })) return null;
  markMade(network);
  return network;
}

function fillByLists(grid: Grid, options: OptimumOptions): Network | null {
  const lists = promisingLists(grid, new Float64Array(grid.width), options.seed);
  return improved(grid, { lists, prices: firstPrices(grid, lists, options.seed) }, options);
}

/** The best flow again, from one that was the best before some of its pairs were excluded; `null` when there is none. */
export function refill(network: Network, options: OptimumOptions): Network | null {
  const { grid, lists } = network;
  return improved(grid, { lists: [...lists], prices: columnPrices(network) }, options);
}

function improved(
  grid: Grid,
  { lists, prices }: { lists: Lists; prices: Float64Array },
  options: OptimumOptions,
): Network | null {
  for (;;) {
    const network = startNear(grid, lists, prices);
    const reached = settle(network.flow, { ...options, total: total(grid.need) });
    markMade(network);
    prices = columnPrices(network);
    if (reached && !addOutlets(network, lists, reached)) return null;
    if (!reached && !addGaining(network, lists)) return network;
  }
}

/** New pairs may spoil the prices of the flow before; then it is quicker to estimate them again from there. */
function startNear(grid: Grid, lists: Lists, prices: Float64Array): Network {
  const network = networkOf(grid, lists);
  startAt(network, prices);
  if (unsettled(network.flow) <= SPOILT * total(grid.need)) return network;
  const again = networkOf(grid, lists);
  startAt(again, estimatePrices(again, prices, grid.range / 16));
  return again;
}

/** Prices are estimated twice: at the first ones, other experts are promising. */
function firstPrices(grid: Grid, lists: Lists, seed: number): Float64Array {
  const rough = estimatePrices(networkOf(grid, lists), new Float64Array(grid.width), grid.range);
  promisingLists(grid, rough, seed).forEach((list, row) => (lists[row] = list));
  return estimatePrices(networkOf(grid, lists), rough, grid.range / 16);
}
