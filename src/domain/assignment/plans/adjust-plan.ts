import {
  type AssignedPair,
  type Infeasible,
  type PlanOutcome,
  type PlanProblem,
  reviewsOf,
  type Watch,
} from '../problem/problem.js';
import { planFaults } from '../problem/optimality-proof.js';
import { exclusionRule, expertsByEntry } from '../problem/exclusion.js';
import { planExperts } from './plan-experts.js';
import { decimalSum, objectiveOf } from '../problem/worth.js';

export interface PlanComparison {
  added: AssignedPair[];
  removed: AssignedPair[];
  kept: AssignedPair[];
  /** What the second is worth more than the first. */
  difference: number;
}

/** Rules §8. What changes from one plan to another, in the order of each. */
export function comparePlans(
  problem: PlanProblem,
  before: readonly AssignedPair[],
  after: readonly AssignedPair[],
): PlanComparison {
  const [old, fresh] = [expertsByEntry(before), expertsByEntry(after)];
  const isIn = (index: Map<string, Set<string>>) => (pair: AssignedPair) =>
    index.get(pair.entryId)?.has(pair.expertId) ?? false;
  return {
    added: after.filter((pair) => !isIn(old)(pair)),
    removed: before.filter((pair) => !isIn(fresh)(pair)),
    kept: after.filter(isIn(old)),
    difference: decimalSum([objectiveOf(problem, after), -objectiveOf(problem, before)]),
  };
}

/**
 * Rules §8. The plan nearest to a present one: of all plans those that keep most of its pairs, and of these the one of
 * the greatest affinity. Pairs in `keep`, begun and finished work, stay whatever happens, also where an entry now has
 * more reviews than it needs or an expert more entries than allowed. Experts who declined are not in the problem, or in
 * it with what they finished as their most. Bound and prices are those of the best plan, so that the price of staying
 * near is seen.
 */
export function adjustPlan(
  problem: PlanProblem,
  current: readonly AssignedPair[],
  { keep, ...watch }: Watch & { keep: readonly AssignedPair[] },
): PlanOutcome {
  const held = withKept(problem, keep);
  const exclusionOf = exclusionRule(problem);
  const entries = new Map(problem.entries.map((entry) => [entry.id, entry]));
  const experts = new Map(problem.experts.map((expert) => [expert.id, expert]));
  const stillPossible = current.filter(({ entryId, expertId }) => {
    const [entry, expert] = [entries.get(entryId), experts.get(expertId)];
    return entry && expert && exclusionOf(entry, expert) === null;
  });
  const near = planExperts(held, { ...watch, keep: stillPossible });
  if (!near.plan) return near;
  const best = planExperts(held, watch).plan!;
  const objective = objectiveOf(problem, near.plan.pairs);
  return { plan: { ...best, pairs: near.plan.pairs, objective }, infeasible: null };
}

/** The problem with these pairs fixed, and entries and experts given room for them. */
function withKept(problem: PlanProblem, keep: readonly AssignedPair[]): PlanProblem {
  const known = new Set(problem.experts.map(({ id }) => id));
  const fixed = uniquePairs([...problem.fixed, ...keep]).filter(({ expertId }) => known.has(expertId));
  const byEntry = expertsByEntry(fixed);
  const loads = new Map<string, number>();
  for (const { expertId } of fixed) loads.set(expertId, (loads.get(expertId) ?? 0) + 1);
  return {
    ...problem,
    fixed,
    entries: problem.entries.map((entry) => ({
      ...entry,
      reviews: Math.max(reviewsOf(problem, entry), byEntry.get(entry.id)?.size ?? 0),
    })),
    experts: problem.experts.map((expert) => {
      const max = Math.max(expert.max, loads.get(expert.id) ?? 0);
      return { ...expert, max, min: Math.min(expert.min, max) };
    }),
  };
}

function uniquePairs(pairs: readonly AssignedPair[]): AssignedPair[] {
  return [...expertsByEntry(pairs)].flatMap(([entryId, experts]) =>
    [...experts].map((expertId) => ({ entryId, expertId })),
  );
}

/**
 * Rules §8. One more expert for an entry whose experts disagree, or which lost one: of those who have room and may judge
 * it, the one of the greatest affinity. `exclude` are experts who must not be asked again. Nothing else changes.
 */
export function addExpert(
  problem: PlanProblem,
  current: readonly AssignedPair[],
  { entryId, exclude = [] }: { entryId: string; exclude?: readonly string[] },
): { expertId: string; infeasible: null } | { expertId: null; infeasible: Infeasible } {
  const held = withKept({ ...problem, perRegion: null, perOrganisation: null }, current);
  const own = expertsByEntry(current);
  const more: PlanProblem = {
    ...held,
    entries: held.entries
      .filter(({ id }) => id === entryId)
      .map((entry) => ({ ...entry, reviews: (own.get(entryId)?.size ?? 0) + 1 })),
    experts: roomLeft(held, current, entryId),
    fixed: held.fixed.filter((pair) => pair.entryId === entryId),
    forbidden: [...problem.forbidden, ...exclude.map((expertId) => ({ entryId, expertId }))],
  };
  const capped = { ...more, forbidden: [...more.forbidden, ...overCaps(problem, current, entryId)] };
  const { plan, infeasible } = planExperts(capped);
  if (!plan) return { expertId: null, infeasible };
  const added = plan.pairs.find(({ expertId }) => !own.get(entryId)?.has(expertId))!;
  return { expertId: added.expertId, infeasible: null };
}

function roomLeft({ experts }: PlanProblem, current: readonly AssignedPair[], entryId: string): PlanProblem['experts'] {
  const elsewhere = new Map<string, number>();
  for (const pair of current)
    if (pair.entryId !== entryId) elsewhere.set(pair.expertId, (elsewhere.get(pair.expertId) ?? 0) + 1);
  return experts.map((expert) => ({ ...expert, min: 0, max: expert.max - (elsewhere.get(expert.id) ?? 0) }));
}

/** Pairs that would break a cap of the entry. */
function overCaps(problem: PlanProblem, current: readonly AssignedPair[], entryId: string): AssignedPair[] {
  const own = current.filter((pair) => pair.entryId === entryId);
  return problem.experts
    .map(({ id }) => ({ entryId, expertId: id }))
    .filter((pair) => !own.some(({ expertId }) => expertId === pair.expertId))
    .filter((pair) => planFaults(problem, [...own, pair]).some(({ code }) => code === 'cap'));
}
