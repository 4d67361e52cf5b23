import { z } from 'zod';
import type { Task } from '../../platform/jobs/task.entity.js';
import type { AssignmentPlan, StoredPair } from '../assignment/assignment-plan.entity.js';
import type { PlanHead } from './plan.queries.js';

const whole = z.number().int();
const pair = z.object({ submissionId: z.uuid(), expertId: z.uuid() });

export const computeSchema = z.strictObject({
  seed: z.number().int().min(0).max(2_000_000_000),
  nominationIds: z.array(z.uuid()).max(200).default([]),
  /** `top-up`: what is in force stays, entries that lost experts get others. `replace`: an expert's unfinished entries move. */
  kind: z.enum(['match', 'top-up', 'replace']).default('match'),
  expertId: z.uuid().optional(),
  /** A plan to go on from: its nominations and what was locked in and out of it. */
  basePlanId: z.uuid().optional(),
});
export const markSchema = z.strictObject({
  submissionId: z.uuid(),
  expertId: z.uuid(),
  as: z.enum(['locked', 'forbidden', 'free']),
});
export const moveSchema = z.strictObject({ submissionId: z.uuid(), from: z.uuid(), to: z.uuid() });
export const withQuery = z.object({ with: z.uuid() });
export const whyQuery = z.object({ submissionId: z.uuid(), expertId: z.uuid() });

export const planHeadView = z.object({
  id: z.uuid(),
  state: z.enum(['proposed', 'published', 'dropped']),
  origin: z.enum(['match', 'draw', 'table', 'replace', 'top-up', 'extra']),
  seed: whole,
  nominationIds: z.array(z.string()),
  note: z.string(),
  summary: z.object({
    entries: whole,
    experts: whole,
    pairs: whole,
    minLoad: whole,
    maxLoad: whole,
    conflicts: whole,
  }),
  /** What people see of it before publication; null for plans that were not computed here. */
  report: z.record(z.string(), z.unknown()).nullable(),
  createdAt: z.string(),
  publishedAt: z.string().nullable(),
});
export const planView = planHeadView.extend({
  cycleId: z.uuid(),
  basePlanId: z.uuid().nullable(),
  reviewsPerEntry: whole,
  pairs: z.array(pair),
  locked: z.array(pair),
  forbidden: z.array(pair),
  released: z.array(pair),
  factsHash: z.string().nullable(),
  version: whole,
});
export const planTaskView = z.object({
  id: z.uuid(),
  state: z.enum(['proposed', 'waiting', 'running', 'done', 'failed', 'stopped']),
  done: whole,
  total: whole,
  planId: z.uuid().nullable(),
  /** The smallest reason why there is no plan, and what would help. */
  impossible: z.record(z.string(), z.unknown()).nullable(),
});
export const comparisonView = z.object({
  added: z.array(pair),
  removed: z.array(pair),
  kept: whole,
  difference: z.number(),
});
export const whyView = z.object({
  assigned: z.record(z.string(), z.unknown()).nullable(),
  notAssigned: z.record(z.string(), z.unknown()).nullable(),
});

const pairsView = (pairs: readonly StoredPair[]) =>
  pairs.map(([submissionId, expertId]) => ({ submissionId, expertId }));

export function toPlanHeadView(plan: PlanHead): z.infer<typeof planHeadView> {
  const { id, state, origin, seed, nominationIds, note, summary, report, createdAt, publishedAt } = plan;
  return {
    id,
    state,
    origin,
    seed,
    nominationIds,
    note,
    summary,
    report: report as Record<string, unknown> | null,
    createdAt: createdAt.toISOString(),
    publishedAt: publishedAt?.toISOString() ?? null,
  };
}

export function toPlanView(plan: AssignmentPlan): z.infer<typeof planView> {
  return {
    ...toPlanHeadView(plan),
    cycleId: plan.cycleId,
    basePlanId: plan.baseId,
    reviewsPerEntry: plan.reviewsPerEntry,
    pairs: pairsView(plan.pairs),
    locked: pairsView(plan.locked),
    forbidden: pairsView(plan.forbidden),
    released: pairsView(plan.released),
    factsHash: plan.factsHash,
    version: plan.version,
  };
}

export function toPlanTaskView({ id, state, done, total, result }: Task): z.infer<typeof planTaskView> {
  const known = state === 'done' ? result : null;
  return {
    id,
    state,
    done,
    total,
    planId: typeof known?.['planId'] === 'string' ? known['planId'] : null,
    impossible: (known?.['impossible'] as Record<string, unknown> | undefined) ?? null,
  };
}
