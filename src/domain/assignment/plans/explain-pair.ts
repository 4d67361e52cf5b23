import type { AssignedPair, Plan, PlanProblem } from '../problem/problem.js';
import { capBreaches, type CapKind } from '../problem/caps.js';
import { type Exclusion, exclusionRule } from '../problem/exclusion.js';
import { isBest, reducedCost, send, tailOf } from '../solver/flow.js';
import { cellOf, FIXED, gridOf } from '../solver/grid.js';
import { type Network, networkOf, setPrices } from '../solver/network.js';
import { planExperts } from './plan-experts.js';
import { newWays, shortestWay } from '../solver/ways.js';
import { wayTo } from '../solver/warm-start.js';
import { affinityIn, decimalSum } from '../problem/worth.js';

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
 * would lose without the pair. The loss is exact: the shortest way round the pair in what is left of the flow. Caps that
 * cross each other are not looked at, so that with them the loss is at least this. Null when the pair is not in the plan.
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
  const { loss, instead } = cost;
  const around = loss === null ? problem.fixed : plan.pairs;
  const left = around.filter((each) => each.entryId !== pair.entryId || each.expertId !== instead);
  const [breach] = capBreaches(problem, [...left, pair]).filter(({ entryId }) => entryId === pair.entryId);
  if (breach) return { code: 'cap', kind: breach.kind, group: breach.group, most: breach.most };
  if (loss === null) return { code: 'impossible' };
  const load = loadOf(plan.pairs, pair.expertId);
  if (load >= expert.max) return { code: 'full', load, max: expert.max, loss, instead };
  return { code: 'worse', loss, instead };
}

interface Loss {
  loss: number | null;
  instead: string | null;
}

function lossWithout(problem: PlanProblem, plan: Plan, pair: AssignedPair): Loss {
  const proven = provenFlow(problem, plan);
  if (!proven) return lossByPlanning({ ...problem, forbidden: [...problem.forbidden, pair] }, plan);
  const { place, flow, grid } = proven.at(pair);
  const [from, to] = [tailOf(flow, place), flow.head[place]!];
  const found = wayOfExperts(proven.network, from, to);
  if (!found) return { loss: null, instead: null };
  return { loss: (found.length - reducedCost(flow, place)) / grid.scale, instead: found.experts[0]! };
}

function lossWith(problem: PlanProblem, plan: Plan, pair: AssignedPair): Loss {
  const proven = provenFlow(problem, plan);
  if (!proven) return lossByPlanning({ ...problem, fixed: [...problem.fixed, pair] }, plan);
  const { place, flow, grid } = proven.at(pair);
  const found = wayOfExperts(proven.network, flow.head[place]!, tailOf(flow, place));
  if (!found) return { loss: null, instead: null };
  return { loss: (found.length + reducedCost(flow, place)) / grid.scale, instead: found.experts.at(-1)! };
}

/** The shortest way between an entry and an expert in what is left of the flow, with the experts on it. */
function wayOfExperts({ flow, rows, hub, grid }: Network, from: number, to: number) {
  const ways = newWays(flow.nodes);
  const length = shortestWay(flow, ways, { from, to });
  if (length === null) return null;
  const nodes = [to];
  for (let node = to; node !== from; nodes.unshift(node)) node = tailOf(flow, ways.by[node]!);
  const experts = nodes.filter((node) => node >= rows && node < hub).map((node) => grid.experts[node - rows]!.id);
  return { length, experts };
}

/** Plans that were adjusted, joined or capped are not the best for their prices: then both plans are computed. */
function lossByPlanning(problem: PlanProblem, plan: Plan): Loss {
  const other = planExperts(problem).plan;
  return { loss: other && decimalSum([plan.objective, -other.objective]), instead: null };
}

/** The flow of the plan with its prices; null when the prices do not prove the plan. */
function provenFlow(problem: PlanProblem, { pairs, prices }: Plan) {
  const grid = gridOf(problem);
  if (grid.scale !== prices.scale) return null;
  const network = networkOf(
    grid,
    grid.entries.map(() => null),
  );
  const { flow, rows, stores } = network;
  const placeOf = placesByCell(network);
  for (const pair of pairs) {
    const cell = cellOf(grid, pair);
    if (grid.cells[cell] === FIXED) continue;
    const place = placeOf.get(cell);
    const way = place === undefined ? [] : wayTo(network, place);
    if (way.length === 0 || way.some((step) => flow.room[step] === 0)) return null;
    for (const step of way) send(flow, step);
    flow.excess[rows + (cell % grid.width)]! += 1;
  }
  for (const [column, store] of stores.entries()) {
    const above = flow.excess[rows + column]!;
    if (above < 0 || above > flow.room[store]!) return null;
    for (let unit = 0; unit < above; unit += 1) send(flow, store);
  }
  setPrices(network, prices);
  if (!isBest(flow)) return null;
  return { network, at: (pair: AssignedPair) => ({ place: placeOf.get(cellOf(grid, pair))!, flow, grid }) };
}

function placesByCell({ grid, start, columns, places }: Network): Map<number, number> {
  const found = new Map<number, number>();
  grid.entries.forEach((_, row) => {
    for (let pair = start[row]!; pair < start[row + 1]!; pair += 1)
      found.set(row * grid.width + columns[pair]!, places[pair]!);
  });
  return found;
}

function has(pairs: readonly AssignedPair[], { entryId, expertId }: AssignedPair): boolean {
  return pairs.some((pair) => pair.entryId === entryId && pair.expertId === expertId);
}

function loadOf(pairs: readonly AssignedPair[], expertId: string): number {
  return pairs.filter((pair) => pair.expertId === expertId).length;
}
