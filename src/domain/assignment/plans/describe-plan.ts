import type { ConflictSource } from '../../judging/conflict-sources.js';
import { type AssignedPair, type Plan, type PlanProblem, reviewsOf } from '../problem/problem.js';
import { capBreaches, type CapBreach } from '../problem/caps.js';
import { type Part, partsOf } from './connect.js';
import { countConflicts, expertsByEntry } from '../problem/exclusion.js';
import { decimalSum, objectiveOf } from '../problem/worth.js';

/** Variances of scores, in squared points: of entries' worth, of experts' strictness, and of what is left. */
export interface ScoreVariance {
  entry: number;
  expert: number;
  residual: number;
}

/** Where nothing is known: entries differ as much as experts do, and as much as chance makes them. */
export const evenVariance: ScoreVariance = { entry: 1, expert: 1, residual: 1 };

export interface PlanReport {
  objective: number;
  bound: number;
  gap: number;
  loads: { min: number; max: number; mean: number; histogram: { load: number; experts: number }[] };
  /** Whether loads differ by at most one. */
  isEven: boolean;
  coverage: { complete: number; short: { entryId: string; reviews: number; needed: number }[] };
  /** Pairs of the whole table that conflicts exclude, by source. */
  conflictsAvoided: Record<ConflictSource, number>;
  capBreaches: CapBreach[];
  parts: Part[];
  isConnected: boolean;
  rankError: RankError;
}

export interface RankError {
  /** The harmonic mean of reviews of an entry. */
  reviews: number;
  /** Of an entry's mean score, in points. */
  standardError: number;
  /** Of two entries taken at random, how often their order would be the wrong one; from 0 to 0.5. */
  discordant: number;
}

/** Rules §8. What an organizer should know of a plan before it is published. */
export function describePlan(
  problem: PlanProblem,
  plan: Pick<Plan, 'pairs' | 'bound'>,
  variance: ScoreVariance = evenVariance,
): PlanReport {
  const objective = objectiveOf(problem, plan.pairs);
  const loads = loadsOf(problem, plan.pairs);
  const parts = partsOf(plan.pairs);
  const covered = expertsByEntry(plan.pairs);
  const reviews = problem.entries.map((entry) => covered.get(entry.id)?.size ?? 0);
  const counted = loads.map(({ load }) => load);
  return {
    objective,
    bound: plan.bound,
    gap: decimalSum([plan.bound, -objective]),
    loads: spread(counted),
    isEven: Math.max(...counted) - Math.min(...counted) <= 1,
    coverage: coverageOf(problem, covered),
    conflictsAvoided: countConflicts(problem),
    capBreaches: capBreaches(problem, plan.pairs),
    parts,
    isConnected: parts.length <= 1,
    rankError: expectedRankError(variance, harmonicMean(reviews)),
  };
}

/**
 * What can be expected of a ranking by means of `reviews` sheets, if scores are normal and experts are drawn at random:
 * the standard error √((expert + residual) / reviews), and the share of wrongly ordered pairs arccos(√ρ) / π, where
 * ρ = entry / (entry + error²) is the reliability. This is statistics in floating numbers; it decides no place.
 */
export function expectedRankError({ entry, expert, residual }: ScoreVariance, reviews: number): RankError {
  const error = (expert + residual) / reviews;
  const reliability = entry + error > 0 && reviews > 0 ? entry / (entry + error) : 0;
  return { reviews, standardError: Math.sqrt(error), discordant: Math.acos(Math.sqrt(reliability)) / Math.PI };
}

/** Zero where an entry has none. */
function harmonicMean(counts: readonly number[]): number {
  return counts.length ? counts.length / counts.reduce((sum, count) => sum + 1 / count, 0) : 0;
}

function loadsOf({ experts }: PlanProblem, pairs: readonly AssignedPair[]): { id: string; load: number }[] {
  const loads = new Map<string, number>();
  for (const { expertId } of pairs) loads.set(expertId, (loads.get(expertId) ?? 0) + 1);
  return experts.map(({ id }) => ({ id, load: loads.get(id) ?? 0 }));
}

function spread(loads: readonly number[]): PlanReport['loads'] {
  const counts = new Map<number, number>();
  for (const load of loads) counts.set(load, (counts.get(load) ?? 0) + 1);
  const histogram = [...counts].map(([load, experts]) => ({ load, experts })).sort((a, b) => a.load - b.load);
  const total = loads.reduce((sum, load) => sum + load, 0);
  return {
    min: histogram[0]?.load ?? 0,
    max: histogram.at(-1)?.load ?? 0,
    mean: loads.length ? total / loads.length : 0,
    histogram,
  };
}

function coverageOf(problem: PlanProblem, covered: Map<string, Set<string>>): PlanReport['coverage'] {
  const short = problem.entries
    .map((entry) => ({
      entryId: entry.id,
      reviews: covered.get(entry.id)?.size ?? 0,
      needed: reviewsOf(problem, entry),
    }))
    .filter(({ reviews, needed }) => reviews < needed);
  return { complete: problem.entries.length - short.length, short };
}
