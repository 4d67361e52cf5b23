import { EXCLUDED, type Grid } from './grid.js';
import { columnPrices, type Network, worthAt } from './network.js';
import { type OptimumOptions, refill } from './optimum.js';

/**
 * Rules §8. Where an organisation has experts of several regions, the flow does not see that too many of them meet at an
 * entry. There the pair that is dearest to keep is given up, and the flow computed anew, until nobody too many is left;
 * `null` when no flow is left before that. What it costs is seen against the bound of the flow before.
 */
export function keepCrossedCaps(network: Network, options: OptimumOptions): Network | null {
  let kept: Network | null = network;
  for (let over = cellsOver(network); kept && over.length; over = kept ? cellsOver(kept) : []) {
    for (const cell of over) network.grid.cells[cell] = EXCLUDED;
    kept = refill(kept, options);
  }
  return kept;
}

/** Pairs that must go so that each entry keeps its caps. */
function cellsOver(network: Network): number[] {
  const { grid, rows } = network;
  if (grid.caps.length < 2) return [];
  const prices = columnPrices(network);
  return Array.from({ length: rows }, (_, row) => cellsOverIn(network, row, prices)).flat();
}

function cellsOverIn(network: Network, row: number, prices: Float64Array): number[] {
  const { grid, start, columns, places, flow, gains } = network;
  const made: { column: number; surplus: number }[] = [];
  const worth = worthAt(network, row);
  for (let pair = start[row]!; pair < start[row + 1]!; pair += 1) {
    const column = columns[pair]!;
    if (flow.room[places[pair]!] === 0) made.push({ column, surplus: gains[pair]! - prices[column]! - worth(column) });
  }
  made.sort((a, b) => b.surplus - a.surplus || a.column - b.column);
  const kept: number[] = [];
  return made.flatMap(({ column }) => {
    if (fits(grid, row, [...kept, column])) kept.push(column);
    else return [row * grid.width + column];
    return [];
  });
}

function fits({ caps }: Grid, row: number, columns: readonly number[]): boolean {
  const last = columns.at(-1)!;
  return caps.every(({ codeOf, most, names, used }) => {
    const code = codeOf[last]!;
    if (code < 0) return true;
    const met = columns.filter((column) => codeOf[column] === code).length;
    return met + (used.get(row * names.length + code) ?? 0) <= most;
  });
}
