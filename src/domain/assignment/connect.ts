import { capBreaches } from './caps.js';
import { type ExclusionRule, exclusionRule, expertsByEntry } from './exclusion.js';
import type { AssignedPair } from './assign-experts.js';
import { sortedPairs } from './plan-experts.js';
import type { Plan, PlanProblem } from './plan-problem.js';
import { affinityIn, decimalSum, objectiveOf } from './worth.js';

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
 * rule of the plan is kept and fixed pairs stay. The loss is told; it is not proven the least possible. Where no exchange
 * helps, the plan keeps the parts that are left.
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

function leastExchange(problem: PlanProblem, pairs: readonly AssignedPair[], parts: readonly Part[]): Exchange | null {
  const smallest = parts.at(-1)!;
  const exchanges = [...exchangesOf(problem, pairs, smallest)].sort((a, b) => a.loss - b.loss);
  for (const exchange of exchanges) {
    const after = applied(pairs, exchange);
    if (partsOf(after).length < parts.length && capBreaches(problem, after).length === 0) return exchange;
  }
  return null;
}

/** All exchanges between a part and the rest. */
function* exchangesOf(problem: PlanProblem, pairs: readonly AssignedPair[], part: Part): Generator<Exchange> {
  const inside = new Set(part.entries);
  const expertsInside = new Set(part.experts);
  const worth = affinityIn(problem);
  const mayTake = takingRule(problem, pairs);
  const fixed = expertsByEntry(problem.fixed);
  const movable = pairs.filter(({ entryId, expertId }) => !fixed.get(entryId)?.has(expertId));
  const experts = new Map(problem.experts.map((expert) => [expert.id, expert]));
  const loads = new Map<string, number>();
  for (const { expertId } of pairs) loads.set(expertId, (loads.get(expertId) ?? 0) + 1);
  const loadOf = (expertId: string) => loads.get(expertId) ?? 0;
  for (const pair of movable) {
    const isInside = inside.has(pair.entryId);
    if (loadOf(pair.expertId) > experts.get(pair.expertId)!.min)
      for (const expert of problem.experts) {
        if (expertsInside.has(expert.id) === isInside || loadOf(expert.id) >= expert.max) continue;
        if (loadOf(expert.id) === 0 || !mayTake(pair.entryId, expert.id)) continue;
        const added = { entryId: pair.entryId, expertId: expert.id };
        yield { removed: [pair], added: [added], loss: lossOf(worth, [pair], [added]) };
      }
    if (!isInside) continue;
    for (const other of movable) {
      if (inside.has(other.entryId)) continue;
      if (!mayTake(pair.entryId, other.expertId) || !mayTake(other.entryId, pair.expertId)) continue;
      const added = [
        { entryId: pair.entryId, expertId: other.expertId },
        { entryId: other.entryId, expertId: pair.expertId },
      ];
      yield { removed: [pair, other], added, loss: lossOf(worth, [pair, other], added) };
    }
  }
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
