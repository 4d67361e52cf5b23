import { compareText } from '../../kernel/seeded.js';
import { keepCrossedCaps } from '../solver/crossed-caps.js';
import { evenLoads } from '../solver/even-loads.js';
import { clearMade, FIXED, type Grid, gridOf, MADE } from '../solver/grid.js';
import { type Network, pricesOf } from '../solver/network.js';
import { fillBest } from '../solver/optimum.js';
import type { AssignedPair, Infeasible, Plan, PlanOutcome, PlanProblem, Watch } from '../problem/problem.js';
import { capsTooTight } from '../solver/tight-caps.js';
import { infeasibleByCounts, whyInfeasible } from '../solver/infeasible.js';
import { objectiveOf } from '../problem/worth.js';

export interface PlanningOptions extends Watch {
  /** Looks at promising experts first, as in large problems; the result is the same in worth. */
  withLists?: boolean;
  /** Pairs of which as many as possible are kept, whatever that costs in affinity. */
  keep?: readonly AssignedPair[];
}

/**
 * Rules §8. The plan of the greatest sum of affinities in which every entry has exactly its number of different experts,
 * every load is between the expert's least and most, fixed pairs are kept, and no pair is in conflict, locked out or of
 * another panel. With `balance` the loads are the most even among all plans of that worth. The seed decides among equals.
 * Caps of region and organisation and connectedness are not looked at here: without them this is a flow and solved as
 * one; with them its objective is the bound.
 *
 * Where there is no such plan, the smallest part of the problem that has none is returned.
 */
export function planExperts(problem: PlanProblem, options: PlanningOptions = {}): PlanOutcome {
  const grid = gridOf(problem, options.keep);
  const fault = infeasibleByCounts(problem, grid);
  if (fault) return { plan: null, infeasible: fault };
  const network = fillBest(grid, { ...options, seed: problem.seed });
  if (!network) return { plan: null, infeasible: mustBeInfeasible(problem, grid) };
  if (problem.balance) evenLoads(network, fixedLoads(grid));
  const plan = planOf(problem, network);
  const kept = keepCrossedCaps(network, { ...options, seed: problem.seed });
  if (kept === network || !kept) return { plan, infeasible: null };
  const { pairs, objective } = planOf(problem, kept);
  return { plan: { ...plan, pairs, objective }, infeasible: null };
}

function mustBeInfeasible(problem: PlanProblem, grid: Grid): Infeasible {
  clearMade(grid);
  const infeasible = whyInfeasible(problem, grid) ?? (grid.caps.length ? capsTooTight(problem) : null);
  if (!infeasible) throw new Error('a plan exists by the counts, but no flow was found');
  return infeasible;
}

/** Fixed pairs of each column. */
export function fixedLoads({ cells, width }: Grid): Int32Array {
  const loads = new Int32Array(width);
  for (let at = 0; at < cells.length; at += 1) if (cells[at] === FIXED) loads[at % width]! += 1;
  return loads;
}

function planOf(problem: PlanProblem, network: Network): Plan {
  const { grid } = network;
  const pairs: AssignedPair[] = [];
  let units = 0;
  for (let at = 0; at < grid.cells.length; at += 1) {
    if (grid.cells[at] !== MADE && grid.cells[at] !== FIXED) continue;
    units += grid.gains[at]!;
    pairs.push({ entryId: grid.entries[Math.floor(at / grid.width)]!.id, expertId: grid.experts[at % grid.width]!.id });
  }
  const isWhole = grid.isExact && !grid.keepsFirst;
  const objective = isWhole ? units / grid.scale : objectiveOf(problem, pairs);
  const slack = grid.isExact ? 0 : pairs.length / grid.scale;
  return {
    pairs: sortedPairs(pairs),
    objective,
    bound: isWhole ? objective : Math.max(objective, units / grid.scale + slack),
    prices: pricesOf(network),
    isExact: grid.isExact,
    joined: null,
  };
}

export function sortedPairs(pairs: readonly AssignedPair[]): AssignedPair[] {
  return [...pairs].sort((a, b) => compareText(a.entryId, b.entryId) || compareText(a.expertId, b.expertId));
}
