import { capBreaches, capsOf } from '../problem/caps.js';
import { type ExclusionRule, exclusionRule, expertsByEntry } from '../problem/exclusion.js';
import type { AssignedPair, Plan, PlanProblem } from '../problem/problem.js';
import { sortedPairs } from './plan-experts.js';
import { affinityIn, decimalSum, objectiveOf } from '../problem/worth.js';

/** Entries and experts that hang together by their pairs. */
export interface Part {
  entries: string[];
  experts: string[];
}

/**
 * Rules §8. The parts into which the pairs fall, the largest first. Scores of two parts cannot be compared by any
 * correction for strictness: no chain of common experts leads from one to the other. Experts without entries are no part.
 */
export function partsOf(pairs: readonly AssignedPair[]): Part[] {
  const parent = new Map<string, string>();
  const rootOf = (node: string): string => {
    let root = node;
    while (parent.get(root) !== undefined && parent.get(root) !== root) root = parent.get(root)!;
    parent.set(node, root);
    return root;
  };
  for (const { entryId, expertId } of pairs) {
    const root = rootOf(`x ${expertId}`);
    parent.set(rootOf(`e ${entryId}`), root);
  }
  const parts = new Map<string, { entries: Set<string>; experts: Set<string> }>();
  for (const { entryId, expertId } of pairs) {
    const root = rootOf(`e ${entryId}`);
    const part = parts.get(root) ?? { entries: new Set<string>(), experts: new Set<string>() };
    part.entries.add(entryId);
    part.experts.add(expertId);
    parts.set(root, part);
  }
  return [...parts.values()]
    .map(({ entries, experts }) => ({ entries: [...entries].sort(), experts: [...experts].sort() }))
    .sort((a, b) => b.entries.length - a.entries.length || (a.entries[0]! < b.entries[0]! ? -1 : 1));
}

/** A pair or two that change hands: `loss` is what they lose in affinity. */
interface Exchange {
  removed: AssignedPair[];
  added: AssignedPair[];
  loss: number;
}

/**
 * Rules §8. Joins the parts of a plan, one exchange after the other, each the least lossy that leaves fewer parts: an
 * entry passes to an expert of another part who has room, or two entries of different parts change their experts. Every
 * rule of the plan is kept and fixed pairs stay. The loss is told; it is not proven the least possible, and of a large part
 * only some pairs are looked at. Where no exchange helps, the plan keeps the parts that are left.
 */
export function joinParts(problem: PlanProblem, plan: Plan): Plan {
  let pairs = plan.pairs;
  let exchanges = 0;
  for (let parts = partsOf(pairs); parts.length > 1; parts = partsOf(pairs)) {
    const exchange = leastExchange(problem, pairs, parts);
    if (!exchange) break;
    pairs = applied(pairs, exchange);
    exchanges += 1;
  }
  if (!exchanges) return plan;
  const objective = objectiveOf(problem, pairs);
  const loss = decimalSum([plan.objective, -objective]);
  return { ...plan, pairs: sortedPairs(pairs), objective, joined: { exchanges, loss } };
}

function applied(pairs: readonly AssignedPair[], { removed, added }: Exchange): AssignedPair[] {
  const isRemoved = (pair: AssignedPair) =>
    removed.some(({ entryId, expertId }) => entryId === pair.entryId && expertId === pair.expertId);
  return [...pairs.filter((pair) => !isRemoved(pair)), ...added];
}

/**
 * The least lossy exchange that helps. All exchanges of a large plan would not fit into memory: they are gone through once
 * for each loss, from the least, and one without loss is taken at once, for a best plan has none that gains.
 */
function leastExchange(problem: PlanProblem, pairs: readonly AssignedPair[], parts: readonly Part[]): Exchange | null {
  const smallest = parts.at(-1)!;
  const helps = (exchange: Exchange) =>
    keepsCaps(problem, pairs, exchange) && partsOf(applied(pairs, exchange)).length < parts.length;
  for (let above = -Infinity; ;) {
    let least = Infinity;
    for (const exchange of exchangesOf(problem, pairs, smallest)) {
      if (exchange.loss <= above || exchange.loss > least) continue;
      if (exchange.loss === 0 && helps(exchange)) return exchange;
      least = exchange.loss;
    }
    if (least === Infinity) return null;
    if (least !== 0)
      for (const exchange of exchangesOf(problem, pairs, smallest))
        if (exchange.loss === least && helps(exchange)) return exchange;
    above = least;
  }
}

/** Whether the entries that change keep their caps. */
function keepsCaps(problem: PlanProblem, pairs: readonly AssignedPair[], exchange: Exchange): boolean {
  if (capsOf(problem).length === 0) return true;
  const touched = new Set(exchange.added.map(({ entryId }) => entryId));
  const own = applied(pairs, exchange).filter(({ entryId }) => touched.has(entryId));
  return capBreaches(problem, own).length === 0;
}

/** Pairs of a part that are looked at to be exchanged: all of a small part, some of a large one. */
const LOOKED_AT = 200;

/** Exchanges between a part and the rest. */
function* exchangesOf(problem: PlanProblem, pairs: readonly AssignedPair[], part: Part): Generator<Exchange> {
  const inside = new Set(part.entries);
  const mayTake = takingRule(problem, pairs);
  const worth = affinityIn(problem);
  const fixed = expertsByEntry(problem.fixed);
  const movable = pairs.filter(({ entryId, expertId }) => !fixed.get(entryId)?.has(expertId));
  const own = movable.filter(({ entryId }) => inside.has(entryId));
  const step = Math.max(1, Math.floor(own.length / LOOKED_AT));
  const looked = new Set(own.filter((_, index) => index % step === 0));
  const others = movable.filter(({ entryId }) => !inside.has(entryId));
  const { mayGive, takersFor } = roomsOf(problem, pairs, part);
  for (const pair of movable) {
    const isInside = inside.has(pair.entryId);
    if (isInside && !looked.has(pair)) continue;
    if (mayGive(pair.expertId))
      for (const expertId of takersFor(isInside)) {
        if (!mayTake(pair.entryId, expertId)) continue;
        const added = { entryId: pair.entryId, expertId };
        yield { removed: [pair], added: [added], loss: lossOf(worth, [pair], [added]) };
      }
    if (!isInside) continue;
    for (const other of others) {
      if (!mayTake(pair.entryId, other.expertId) || !mayTake(other.entryId, pair.expertId)) continue;
      const added = [
        { entryId: pair.entryId, expertId: other.expertId },
        { entryId: other.entryId, expertId: pair.expertId },
      ];
      yield { removed: [pair, other], added, loss: lossOf(worth, [pair, other], added) };
    }
  }
}

/** Who may give an entry away, and who of the other side has entries and room for one more. */
function roomsOf({ experts }: PlanProblem, pairs: readonly AssignedPair[], part: Part) {
  const inside = new Set(part.experts);
  const loads = new Map<string, number>();
  for (const { expertId } of pairs) loads.set(expertId, (loads.get(expertId) ?? 0) + 1);
  const least = new Map(experts.map(({ id, min }) => [id, min]));
  const takers = experts.filter(({ id, max }) => loads.has(id) && loads.get(id)! < max).map(({ id }) => id);
  const sides = { inside: takers.filter((id) => inside.has(id)), outside: takers.filter((id) => !inside.has(id)) };
  return {
    mayGive: (expertId: string) => (loads.get(expertId) ?? 0) > least.get(expertId)!,
    takersFor: (isInside: boolean) => (isInside ? sides.outside : sides.inside),
  };
}

function lossOf(
  worth: (entryId: string, expertId: string) => number,
  removed: readonly AssignedPair[],
  added: readonly AssignedPair[],
): number {
  const sum = (pairs: readonly AssignedPair[]) =>
    pairs.reduce((total, { entryId, expertId }) => total + worth(entryId, expertId), 0);
  return sum(removed) - sum(added);
}

/** Whether an expert may take an entry that is not among the expert's own yet. */
function takingRule(
  problem: PlanProblem,
  pairs: readonly AssignedPair[],
): (entryId: string, expertId: string) => boolean {
  const exclusionOf: ExclusionRule = exclusionRule(problem);
  const entries = new Map(problem.entries.map((entry) => [entry.id, entry]));
  const experts = new Map(problem.experts.map((expert) => [expert.id, expert]));
  const made = expertsByEntry(pairs);
  return (entryId, expertId) =>
    !made.get(entryId)?.has(expertId) && exclusionOf(entries.get(entryId)!, experts.get(expertId)!) === null;
}
