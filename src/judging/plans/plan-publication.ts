import type { EntityManager } from 'typeorm';
import type { AssignedPair } from '../../domain/assignment/problem/problem.js';
import type { StandingPair } from '../../domain/assignment/plans/pose-problem.js';
import { publicationOf } from '../../domain/assignment/plans/publish-plan.js';
import { balancedQueues } from '../../domain/judging/queue-order.js';
import { record, save, tell, type Deed } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import type { Watch } from '../../platform/jobs/tasks.js';
import type { AssignmentPlan } from '../assignment/assignment-plan.entity.js';
import { Assignment } from '../assignment/assignment.entity.js';
import { lockManyPairs } from '../assignment/many-pairs.queries.js';
import { listEnded, listPlannable, listStanding } from './plan-facts.queries.js';
import { pairsOf, stored } from './plan-making.js';

/**
 * Makes the plan's pairs assignments and ends those that it released. Two publications of a cycle go one after another. How
 * far it is, is told as the pairs are written; whoever watches may stop it until the transaction is committed.
 */
export async function putInForce(
  tx: EntityManager,
  plan: AssignmentPlan,
  deed: Deed,
  watch: Watch | null,
): Promise<AssignmentPlan> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7))', [plan.cycleId]);
  const { fresh, ended } = await publicationFor(tx, plan, deed.now);
  await lockManyPairs(tx, fresh.length);
  await endPairs(tx, ended, deed);
  await insertPairs(tx, plan, fresh, { deed, watch });
  await record(tx, deed, {
    subjectType: 'assignment',
    subjectId: plan.id,
    before: { pairs: stored(ended) },
    after: { pairs: stored(fresh) },
  });
  const told = (type: string, pairs: readonly AssignedPair[]) =>
    [...new Set(pairs.map(({ expertId }) => expertId))].map((expertId) => ({ type, planId: plan.id, expertId }));
  const gained = told('assignment.published', fresh);
  const lost = told('assignment.taken', ended).filter(
    ({ expertId }) => !gained.some((event) => event.expertId === expertId),
  );
  await tell(tx, [...gained, ...lost], deed.now);
  const changes = { state: 'published' as const, publishedAt: deed.now, publishedById: deed.actor.userId };
  return save(tx, plan, { changes, events: [] }, deed);
}

/** What the publication of a plan would do now. Refuses with `plan-outdated`. */
export async function publicationFor(tx: EntityManager, plan: AssignmentPlan, now: Date) {
  const entries = await listPlannable(tx, plan, now);
  const open: { id: string }[] = await tx.query(
    `SELECT id FROM expert WHERE cycle_id = $1 AND state = 'accepted' AND place = 'main' FOR SHARE`,
    [plan.cycleId],
  );
  return publicationOf(
    { pairs: pairsOf(plan.pairs), released: pairsOf(plan.released) },
    {
      standing: (await listStanding(tx, plan.cycleId, now)).filter(({ entryId }) => entries.has(entryId)),
      past: await listEnded(tx, plan.cycleId),
      entries,
      experts: new Set(open.map(({ id }) => id)),
      takesBegun: plan.origin === 'replace',
    },
  );
}

/** Ends assignments that go to others; their unfinished sheets count nowhere. */
async function endPairs(tx: EntityManager, pairs: readonly StandingPair[], { now }: Deed): Promise<void> {
  if (pairs.length === 0) return;
  await tx.query(
    `UPDATE assignment a SET state = 'replaced', reason = 'plan', ended_at = $3
       FROM unnest($1::uuid[], $2::uuid[]) AS p(entry, expert)
      WHERE a.submission_id = p.entry AND a.expert_id = p.expert AND a.state = 'active'`,
    [pairs.map(({ entryId }) => entryId), pairs.map(({ expertId }) => expertId), now],
  );
}

/** Writes pairs as assignments, each behind what its expert has already. */
export async function insertPairs(
  tx: EntityManager,
  plan: AssignmentPlan,
  pairs: readonly AssignedPair[],
  { deed: { now }, watch }: { deed: Deed; watch: Watch | null },
): Promise<void> {
  const lengths: { id: string; last: number }[] = await tx.query(
    `SELECT a.expert_id AS id, max(a.position)::int AS last FROM assignment a JOIN expert e ON e.id = a.expert_id
      WHERE e.cycle_id = $1 GROUP BY a.expert_id`,
    [plan.cycleId],
  );
  const rows = queuesOf(pairs, plan.seed, new Map(lengths.map(({ id, last }) => [id, last]))).map((row) => ({
    id: newId(),
    planId: plan.id,
    ...row,
    kind: plan.origin === 'extra' ? ('extra' as const) : ('planned' as const),
    state: 'active' as const,
    reason: '',
    createdAt: now,
    endedAt: null,
  }));
  await watch?.progress(0, rows.length);
  for (let from = 0; from < rows.length; from += 1000) {
    await tx.insert(Assignment, rows.slice(from, from + 1000));
    await watch?.progress(Math.min(from + 1000, rows.length), rows.length);
  }
}

/** Every expert's own queue after what is there, in a seeded random order balanced so that no entry gains by its place. */
function queuesOf(
  pairs: readonly AssignedPair[],
  seed: number,
  last: ReadonlyMap<string, number>,
): { submissionId: string; expertId: string; position: number }[] {
  return balancedQueues(pairs, seed).map(({ entryId, expertId, position }) => ({
    submissionId: entryId,
    expertId,
    position: (last.get(expertId) ?? 0) + position,
  }));
}
