import type { ConflictSource } from '../../judging/conflict-sources.js';
import { verifyCertificate } from '../problem/optimality-proof.js';
import { describePlan, expectedRankError, evenVariance, type RankError, type PlanReport } from './describe-plan.js';
import type { Plan, PlanProblem } from '../problem/problem.js';

/** What is kept of a plan's report: numbers alone, so that a plan of many entries stays small. */
export interface PlanFigures {
  objective: number;
  bound: number;
  gap: number;
  isExact: boolean;
  /** Whether prices prove that no plan is worth more; null where nobody checked. */
  isProven: boolean | null;
  joined: Plan['joined'];
  loads: PlanReport['loads'];
  isEven: boolean;
  complete: number;
  short: number;
  conflictsAvoided: Partial<Record<ConflictSource, number>>;
  capBreaches: number;
  /** Entries and experts of each separate part. */
  parts: { entries: number; experts: number }[];
  /** What to expect of the ranking with one sheet fewer, as planned, and with one more. */
  rankErrors: RankError[];
}

/** Pairs of the table above which the proof is left to the operator's program. */
const PROVEN_UP_TO = 2_000_000;

/** Rules §8. The report of a plan in numbers, with its proof where the table is not too large. */
export function planFigures(problem: PlanProblem, plan: Plan): PlanFigures {
  const report = describePlan(problem, plan);
  const isSmall = problem.entries.length * problem.experts.length <= PROVEN_UP_TO;
  const reviews = report.rankError.reviews;
  return {
    objective: report.objective,
    bound: report.bound,
    gap: report.gap,
    isExact: plan.isExact,
    isProven: isSmall ? verifyCertificate(problem, plan).isProven : null,
    joined: plan.joined,
    loads: report.loads,
    isEven: report.isEven,
    complete: report.coverage.complete,
    short: report.coverage.short.length,
    conflictsAvoided: Object.fromEntries(Object.entries(report.conflictsAvoided).filter(([, pairs]) => pairs > 0)),
    capBreaches: report.capBreaches.length,
    parts: report.parts.map(({ entries, experts }) => ({ entries: entries.length, experts: experts.length })),
    rankErrors: [reviews - 1, reviews, reviews + 1]
      .filter((count) => count > 0)
      .map((count) => expectedRankError(evenVariance, count)),
  };
}
