import type { AssignedPair } from './assign-experts.js';
import { capBreaches, type CapKind } from './caps.js';
import { type Exclusion, exclusionRule } from './exclusion.js';
import { cellOf, FIXED, FREE, type Grid, gridOf, MADE } from './grid.js';
import { emptyNetwork, make, type Network, search } from './network.js';
import { planExperts } from './plan-experts.js';
import type { Plan, PlanProblem } from './plan-problem.js';
import { affinityIn, decimalSum } from './worth.js';

/** Why an expert has an entry. */
export interface PairReasons {
  affinity: number;
  sharedSpheres: string[];
  load: number;
  max: number;
  isFixed: boolean;
  /** What the plan would lose without this pair; `null` when there is no plan without it, or when it is fixed. */
  loss: number | null;
  /** Who would have the entry then; `null` when that is not a matter of one exchange. */
  instead: string | null;
}

/** Why an expert does not have an entry. `loss` is what the plan would lose with the pair. */
export type NoPairReason =
  | { code: 'assigned' }
  | Exclusion
  | { code: 'cap'; kind: CapKind; group: string; most: number }
  | { code: 'impossible' }
  | { code: 'full'; load: number; max: number; loss: number; instead: string | null }
  | { code: 'worse'; loss: number; instead: string | null };

/**
 * Rules §8. Why this expert judges this entry: what the two share, how loaded the expert is, and what the whole plan
 * would lose without the pair. The loss is exact: the shortest way round the pair in what is left of the flow. Caps are
 * not looked at, so that with them the loss is at least this. Null when the pair is not in the plan.
 */
export function whyThis(problem: PlanProblem, plan: Plan, pair: AssignedPair): PairReasons | null {
  if (!has(plan.pairs, pair)) return null;
  const expert = problem.experts.find(({ id }) => id === pair.expertId)!;
  const entry = problem.entries.find(({ id }) => id === pair.entryId)!;
  const known = new Set(expert.spheres);
  const isFixed = has(problem.fixed, pair);
  return {
    affinity: affinityIn(problem)(pair.entryId, pair.expertId),
    sharedSpheres: (entry.spheres ?? []).filter((sphere) => known.has(sphere)),
    load: loadOf(plan.pairs, pair.expertId),
    max: expert.max,
    isFixed,
    ...(isFixed ? { loss: null, instead: null } : lossWithout(problem, plan, pair)),
  };
}

/**
 * Rules §8. Why this expert does not judge this entry: a conflict with its source, a lock, a panel, a cap, or what the
 * whole plan would lose with the pair, exactly; 0 where another plan with it is as good. `full` says besides that the
 * expert has as many entries as allowed. `instead` is who would give the entry up.
 */
export function whyNot(problem: PlanProblem, plan: Plan, pair: AssignedPair): NoPairReason {
  const entry = problem.entries.find(({ id }) => id === pair.entryId);
  const expert = problem.experts.find(({ id }) => id === pair.expertId);
  if (!entry || !expert) return { code: 'impossible' };
  if (has(plan.pairs, pair)) return { code: 'assigned' };
  const exclusion = exclusionRule(problem)(entry, expert);
  if (exclusion) return exclusion;
  const cost = lossWith(problem, plan, pair);
  if (cost.loss === null) return { code: 'impossible' };
  const { loss, instead } = cost;
  const left = plan.pairs.filter((each) => each.entryId !== pair.entryId || each.expertId !== instead);
  const [breach] = capBreaches(problem, [...left, pair]).filter(({ entryId }) => entryId === pair.entryId);
  if (breach) return { code: 'cap', kind: breach.kind, group: breach.group, most: breach.most };
  const load = loadOf(plan.pairs, pair.expertId);
  if (load >= expert.max) return { code: 'full', load, max: expert.max, loss, instead };
  return { code: 'worse', loss, instead };
}

interface Loss {
  loss: number | null;
  instead: string | null;
}

function lossWithout(problem: PlanProblem, plan: Plan, pair: AssignedPair): Loss {
  const network = networkOf(problem, plan);
  if (!network) return lossByPlanning({ ...problem, forbidden: [...problem.forbidden, pair] }, plan);
  const { grid, rows, previous, distance } = network;
  const cell = cellOf(grid, pair);
  const row = Math.floor(cell / grid.width);
  const target = rows + (cell % grid.width);
  if (search(network, row, target) < 0) return { loss: null, instead: null };
  let first = target;
  while (previous[first] !== row) first = previous[first]!;
  const loss = (distance[target]! - reducedCost(network, cell)) / grid.scale;
  return { loss, instead: grid.experts[first - rows]!.id };
}

function lossWith(problem: PlanProblem, plan: Plan, pair: AssignedPair): Loss {
  const network = networkOf(problem, plan);
  if (!network) return lossByPlanning({ ...problem, fixed: [...problem.fixed, pair] }, plan);
  const { grid, rows, previous, distance } = network;
  const cell = cellOf(grid, pair);
  const row = Math.floor(cell / grid.width);
  if (search(network, rows + (cell % grid.width), row) < 0) return { loss: null, instead: null };
  const loss = (distance[row]! + reducedCost(network, cell)) / grid.scale;
  return { loss, instead: grid.experts[previous[row]! - rows]!.id };
}

/** Plans that were adjusted, joined or capped are not the best for their prices: then both plans are computed. */
function lossByPlanning(problem: PlanProblem, plan: Plan): Loss {
  const other = planExperts(problem).plan;
  return { loss: other && decimalSum([plan.objective, -other.objective]), instead: null };
}

function reducedCost({ grid, rows, potential }: Network, cell: number): number {
  return potential[Math.floor(cell / grid.width)]! - potential[rows + (cell % grid.width)]! - grid.gains[cell]!;
}

/** The flow of the plan with its prices; null when the prices do not prove the plan. */
function networkOf(problem: PlanProblem, { pairs, prices }: Plan): Network | null {
  const grid = gridOf(problem);
  if (grid.scale !== prices.scale) return null;
  const network = emptyNetwork(
    grid,
    grid.entries.map(() => null),
    problem.seed,
  );
  const { potential, rows, hub } = network;
  potential[hub] = 0;
  grid.entries.forEach(({ id }, row) => (potential[row] = prices.entries[id] ?? 0));
  grid.experts.forEach(({ id }, column) => (potential[rows + column] = 0 - (prices.experts[id] ?? 0)));
  for (const pair of pairs) {
    const cell = cellOf(grid, pair);
    if (grid.cells[cell] === FREE) make(network, Math.floor(cell / grid.width), cell % grid.width);
    else if (grid.cells[cell] !== FIXED) return null;
  }
  network.hubDemand = 0;
  network.load.forEach((load, column) => (network.stored[column] = load - grid.min[column]!));
  return isTight(network, grid) ? network : null;
}

function isTight(network: Network, { cells, min, max }: Grid): boolean {
  const { load, potential, rows } = network;
  for (let cell = 0; cell < cells.length; cell += 1) {
    if (cells[cell] === FREE && reducedCost(network, cell) < 0) return false;
    if (cells[cell] === MADE && reducedCost(network, cell) > 0) return false;
  }
  return load.every((count, column) => {
    const price = 0 - potential[rows + column]!;
    return (price <= 0 || count === max[column]) && (price >= 0 || count === min[column]);
  });
}

function has(pairs: readonly AssignedPair[], { entryId, expertId }: AssignedPair): boolean {
  return pairs.some((pair) => pair.entryId === entryId && pair.expertId === expertId);
}

function loadOf(pairs: readonly AssignedPair[], expertId: string): number {
  return pairs.filter((pair) => pair.expertId === expertId).length;
}
