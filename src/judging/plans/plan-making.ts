import type { EntityManager } from 'typeorm';
import { planFigures, type PlanFigures } from '../../domain/assignment/plans/plan-figures.js';
import type {
  AssignedPair,
  AffinityByKind,
  Infeasible,
  Plan,
  PlanProblem,
} from '../../domain/assignment/problem/problem.js';
import type { PlanAsked, PosedProblem } from '../../domain/assignment/plans/pose-problem.js';
import { affinityPairs } from '../../domain/assignment/problem/worth.js';
import { canonicalJson } from '../../domain/kernel/canonical.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { record, type Deed } from '../../platform/database/save.js';
import { newId, sha256 } from '../../platform/ids.js';
import { AssignmentPlan, type PlanOrigin, type StoredPair } from '../assignment/assignment-plan.entity.js';
import { fileOfDraw } from '../optimiser/problem-file.js';

export const stored = (pairs: readonly AssignedPair[]): StoredPair[] =>
  pairs.map(({ entryId, expertId }) => [entryId, expertId]);

export const pairsOf = (pairs: readonly StoredPair[]): AssignedPair[] =>
  pairs.map(([entryId, expertId]) => ({ entryId, expertId }));

/** What a plan is made of besides its pairs. */
export interface PlanMaking {
  cycleId: string;
  asked: PlanAsked;
  posed: PosedProblem;
  origin: PlanOrigin;
  baseId: string | null;
  note: string;
  /** How many pairs of the whole table are kept apart by conflicts is counted in the report. */
  plan: Plan;
}

/** Writes a proposed plan. The audit names its pairs by their hash: the row keeps them. */
export async function writePlan(tx: EntityManager, making: PlanMaking, deed: Deed): Promise<AssignmentPlan> {
  const { asked, posed, plan } = making;
  const pairs = stored(plan.pairs);
  const wanted = new Set(plan.pairs.map(keyOf));
  const released = [...posed.kept, ...posed.released].filter((pair) => !wanted.has(keyOf(pair)));
  const isDraw = posed.problem.mode === 'draw' && making.origin !== 'table';
  const problem = isDraw ? fileOfDraw(posed.problem) : null;
  const report = figuresOf(posed.problem, plan);
  const row = Object.assign(new AssignmentPlan(), {
    id: newId(),
    cycleId: making.cycleId,
    state: 'proposed' as const,
    origin: isDraw && making.origin === 'match' ? ('draw' as const) : making.origin,
    baseId: making.baseId,
    seed: asked.seed,
    reviewsPerEntry: posed.problem.reviewsPerEntry,
    nominationIds: [...asked.nominationIds],
    pairs,
    locked: stored(asked.locked),
    forbidden: stored(asked.forbidden),
    released: stored(released),
    note: making.note,
    summary: summaryOf(posed.problem, report, pairs),
    report,
    prices: isDraw ? null : plan.prices,
    problem,
    factsHash: problem ? sha256(canonicalJson(problem)) : factsHashOf(posed.problem),
    createdById: deed.actor.userId,
    createdAt: deed.now,
    publishedAt: null,
    publishedById: null,
    version: 1,
  });
  await tx.insert(AssignmentPlan, row);
  const after = {
    origin: row.origin,
    seed: row.seed,
    baseId: row.baseId,
    pairs: pairs.length,
    pairsHash: sha256(canonicalJson(pairs)),
  };
  await record(tx, deed, { subjectType: 'assignment_plan', subjectId: row.id, before: null, after });
  return row;
}

export const keyOf = ({ entryId, expertId }: AssignedPair): string => `${entryId} ${expertId}`;

/** Lots have no match to be proud of: their worth is nothing, and so is the bound. */
function figuresOf(problem: PlanProblem, plan: Plan): PlanFigures {
  if (problem.mode !== 'draw') return planFigures(problem, plan);
  return { ...planFigures(problem, { ...plan, objective: 0, bound: 0 }), isProven: null };
}

/** Of what people could change under a plan: entries, experts, conflicts and what each pair is worth. */
export function factsHashOf({ affinity, entries, experts, conflicts }: PlanProblem): string {
  const worth = sha256(JSON.stringify([affinityPairs(affinity), 'rows' in affinity ? tableOf(affinity) : []]));
  return sha256(JSON.stringify({ entries, experts, conflicts, worth }));
}

function tableOf({ kindOf, rows }: AffinityByKind): number[][] {
  return [[...kindOf], ...rows.map((row) => [...row])];
}

function summaryOf(problem: PlanProblem, report: PlanFigures, pairs: readonly StoredPair[]): AssignmentPlan['summary'] {
  return {
    entries: problem.entries.length,
    experts: problem.experts.length,
    pairs: pairs.length,
    minLoad: report.loads.min,
    maxLoad: report.loads.max,
    conflicts: Object.values(report.conflictsAvoided).reduce((sum, count) => sum + count, 0),
  };
}

/** Where there is no plan, in the words of a refusal. */
export function refuseInfeasible({ entries, needed, available }: Infeasible): never {
  throw new Refusal({ code: 'experts-short', submissions: entries.length, needed, available });
}
