import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { getCycle } from '../cycles/cycles.queries.js';
import { mustHaveRole, type Actor } from '../domain/actor.js';
import { adjustPlan } from '../domain/assignment/adjust-plan.js';
import type { AssignedPair } from '../domain/assignment/assign-experts.js';
import { sortedPairs } from '../domain/assignment/plan-experts.js';
import type { Plan, PlanOutcome } from '../domain/assignment/plan-problem.js';
import {
  poseProblem,
  type PlanAsked,
  type PosedProblem,
  type StandingPair,
} from '../domain/assignment/pose-problem.js';
import { publicationOf } from '../domain/assignment/publish-plan.js';
import { objectiveOf } from '../domain/assignment/worth.js';
import { Refusal } from '../domain/refusal.js';
import { balancedQueues } from '../domain/queue-order.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { create, record, save, tell, type Deed } from '../platform/database/save.js';
import { newId } from '../platform/ids.js';
import type { Watch } from '../platform/jobs/tasks.js';
import { AssignmentPlan, type PlanOrigin } from './assignment-plan.entity.js';
import { Assignment } from './assignment.entity.js';
import { lockManyPairs } from './conflicts.queries.js';
import { recomputeConflicts } from './conflicts.service.js';
import { lockPlan } from './judging.queries.js';
import { solvePlan } from './optimiser/solve-plan.js';
import { type CycleFacts, listEnded, listStanding, loadPlanFacts } from './plan-facts.queries.js';
import { keyOf, pairsOf, refuseInfeasible, stored, writePlan } from './plan-making.js';

type Person = Actor & { userId: string };
const organizers = ['organizer', 'secretary'] as const;

/** What a person asks for; what is left out is as ruled, or empty. */
export interface PlanWish {
  seed: number;
  nominationIds?: readonly string[];
  locked?: readonly AssignedPair[];
  forbidden?: readonly AssignedPair[];
  replaced?: string | null;
  /** The pairs of a table that people sent: they are the plan. */
  pairs?: readonly AssignedPair[];
  origin?: PlanOrigin;
  baseId?: string | null;
  note?: string;
}

/** Pairs that come into force by themselves, without a plan that people look at first. */
export interface AddedPairs {
  cycleId: string;
  nominationIds: readonly string[];
  pairs: readonly AssignedPair[];
  origin: 'extra' | 'top-up';
  seed: number;
}

export interface PlanComputation {
  facts: CycleFacts;
  asked: PlanAsked;
  posed: PosedProblem;
  outcome: PlanOutcome;
}

/** Distributing entries over experts: a plan is computed, seen and changed before it is published. */
@Injectable()
export class AssignmentsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Computes and keeps a plan at once. Refuses with `experts-short` when there is none. */
  async propose(actor: Actor, cycleId: string, wish: PlanWish): Promise<AssignmentPlan> {
    const computed = await this.compute(actor, cycleId, wish, null);
    return this.db.transaction((tx) => this.keep(tx, actor, { cycleId, wish, computed }));
  }

  /** Solves the problem of the facts as they are now, outside any transaction: it may take a minute. */
  async compute(actor: Actor, cycleId: string, wish: PlanWish, watch: Watch | null): Promise<PlanComputation> {
    const facts = await this.db.transaction(async (tx) => {
      await getCycle(tx, cycleId);
      mustHaveRole(actor, [...organizers], { cycleId });
      const deed = { actor, action: 'compute-conflicts', now: this.clock.now() };
      await recomputeConflicts(tx, cycleId, deed, watch);
      return loadPlanFacts(tx, cycleId, this.clock.now());
    });
    const asked = askedOf(facts, wish);
    const posed = poseProblem(facts, asked);
    if (posed.problem.entries.length === 0) throw new Refusal({ code: 'nothing-to-rank' });
    return { facts, asked, posed, outcome: await this.solve(posed, wish, watch) };
  }

  /** Mending keeps what is in force; only where that leaves no plan may work that nobody began move. */
  private async solve(posed: PosedProblem, { origin, pairs }: PlanWish, watch: Watch | null): Promise<PlanOutcome> {
    const outcome = await solvePlan(pairs ? { ...posed.problem, mode: 'match' } : posed.problem, watch);
    if (pairs) return { plan: besideBest(posed, pairs, outcome), infeasible: null };
    if (outcome.plan || (origin !== 'replace' && origin !== 'top-up')) return outcome;
    const keep = posed.kept.filter(({ work }) => work !== 'none');
    const near = adjustPlan({ ...posed.problem, fixed: [] }, posed.kept, { keep });
    return near.plan ? near : outcome;
  }

  async keep(
    tx: EntityManager,
    actor: Actor,
    { cycleId, wish, computed }: { cycleId: string; wish: PlanWish; computed: PlanComputation },
  ): Promise<AssignmentPlan> {
    const { asked, posed, outcome } = computed;
    if (!outcome.plan) return refuseInfeasible(outcome.infeasible);
    const { origin = 'match', baseId = null, note = '' } = wish;
    const making = { cycleId, asked, posed, origin, baseId, note, plan: outcome.plan };
    return writePlan(tx, making, { actor, action: 'plan', now: this.clock.now() });
  }

  /** Marks a pair for the next computation from this plan: locked in, locked out, or neither. */
  mark(
    actor: Person,
    planId: string,
    { pair, as, version }: { pair: AssignedPair; as: 'locked' | 'forbidden' | 'free'; version?: number },
  ): Promise<AssignmentPlan> {
    return this.change(actor, planId, 'mark', (plan) => {
      if (version !== undefined && version !== plan.version) throw staleMark(plan, pair);
      const without = (pairs: AssignmentPlan['locked']) => pairs.filter(([a, b]) => keyOf(pair) !== `${a} ${b}`);
      const added = (list: 'locked' | 'forbidden') => [...without(plan[list]), ...(as === list ? stored([pair]) : [])];
      return { locked: added('locked'), forbidden: added('forbidden') };
    });
  }

  /** Gives an entry to one expert instead of another, in the next computation: the one is locked in, the other out. */
  move(actor: Person, planId: string, { entryId, from, to }: { entryId: string; from: string; to: string }) {
    return this.change(actor, planId, 'move', (plan) => {
      const touched = new Set([from, to].map((expertId) => keyOf({ entryId, expertId })));
      const others = (pairs: AssignmentPlan['locked']) => pairs.filter(([a, b]) => !touched.has(`${a} ${b}`));
      return {
        locked: [...others(plan.locked), [entryId, to] as [string, string]],
        forbidden: [...others(plan.forbidden), [entryId, from] as [string, string]],
      };
    });
  }

  drop(actor: Person, planId: string): Promise<AssignmentPlan> {
    return this.change(actor, planId, 'drop', () => ({ state: 'dropped' as const }));
  }

  private change(
    actor: Person,
    planId: string,
    action: string,
    changesOf: (plan: AssignmentPlan) => Partial<AssignmentPlan>,
  ): Promise<AssignmentPlan> {
    return this.db.transaction(async (tx) => {
      const plan = await lockPlan(tx, planId);
      mustHaveRole(actor, [...organizers], { cycleId: plan.cycleId });
      if (plan.state !== 'proposed') throw new Refusal({ code: 'action-not-allowed', action, state: plan.state });
      return save(tx, plan, { changes: changesOf(plan), events: [] }, { actor, action, now: this.clock.now() });
    });
  }

  /**
   * Makes the plan's pairs assignments, once; each expert is told once. Two publications of a cycle go one after another, and
   * the later one is `plan-outdated`. SQL refuses a pair that has become a conflict.
   */
  publish(actor: Person, planId: string, version?: number): Promise<AssignmentPlan> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const plan = await lockPlan(tx, planId);
      mustHaveRole(actor, [...organizers], { cycleId: plan.cycleId });
      if (plan.state !== 'proposed')
        throw new Refusal({ code: 'action-not-allowed', action: 'publish', state: plan.state });
      if (version !== undefined && version !== plan.version) throw staleMark(plan, null);
      return this.putInForce(tx, plan, { actor, action: 'publish', now });
    });
  }

  /**
   * A further plan, published as it is made: the extra expert of an entry whose sheets differ, or others in place of those who
   * stepped back or left. Each expert is told once.
   */
  async addPairs(
    tx: EntityManager,
    { cycleId, nominationIds, pairs, origin, seed }: AddedPairs,
    deed: Deed,
  ): Promise<Assignment[]> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7))', [cycleId]);
    const told = [...new Set(pairs.map(({ expertId }) => expertId))];
    const loads = told.map((id) => pairs.filter(({ expertId }) => expertId === id).length);
    const values = {
      cycleId,
      state: 'published' as const,
      origin,
      seed,
      reviewsPerEntry: 1,
      nominationIds: [...nominationIds],
      pairs: stored(pairs),
      summary: {
        entries: new Set(pairs.map(({ entryId }) => entryId)).size,
        experts: told.length,
        pairs: pairs.length,
        minLoad: Math.min(...loads),
        maxLoad: Math.max(...loads),
        conflicts: 0,
      },
      createdById: deed.actor.userId,
      createdAt: deed.now,
      publishedAt: deed.now,
      publishedById: deed.actor.userId,
    };
    const plan = await create(tx, AssignmentPlan, values, deed);
    await insertPairs(tx, plan, pairs, deed);
    await tell(
      tx,
      told.map((expertId) => ({ type: 'assignment.published', planId: plan.id, expertId })),
      deed.now,
    );
    return tx.findBy(Assignment, { planId: plan.id });
  }

  private async putInForce(tx: EntityManager, plan: AssignmentPlan, deed: Deed): Promise<AssignmentPlan> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7))', [plan.cycleId]);
    const { fresh, ended } = await publicationFor(tx, plan, deed.now);
    await lockManyPairs(tx, fresh.length);
    await endPairs(tx, ended, deed);
    await insertPairs(tx, plan, fresh, deed);
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
}

/** A plan of given pairs, with the bound and the prices of the best one, where there is one. */
function besideBest({ problem }: PosedProblem, pairs: readonly AssignedPair[], { plan: best }: PlanOutcome): Plan {
  const objective = objectiveOf(problem, pairs);
  const prices = best?.prices ?? { scale: 1, entries: {}, experts: {} };
  const bound = Math.max(objective, best?.bound ?? objective);
  return { pairs: sortedPairs(pairs), objective, bound, prices, isExact: best?.isExact ?? false, joined: null };
}

function askedOf(facts: CycleFacts, wish: PlanWish): PlanAsked {
  return {
    seed: wish.seed,
    mode: facts.rules.mode,
    nominationIds: wish.nominationIds ?? [],
    locked: wish.locked ?? [],
    forbidden: wish.forbidden ?? [],
    replaced: wish.replaced ?? null,
  };
}

async function publicationFor(tx: EntityManager, plan: AssignmentPlan, now: Date) {
  const admitted: { id: string }[] = await tx.query(
    `SELECT id FROM submission WHERE cycle_id = $1 AND state = 'admitted'
        AND (cardinality($2::text[]) = 0 OR nomination_id::text = ANY($2))
        AND id NOT IN (SELECT entries_dropped_out($1, $3))`,
    [plan.cycleId, plan.nominationIds, now],
  );
  const open: { id: string }[] = await tx.query(
    `SELECT id FROM expert WHERE cycle_id = $1 AND state = 'accepted' AND place = 'main' FOR SHARE`,
    [plan.cycleId],
  );
  const entries = new Set(admitted.map(({ id }) => id));
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

async function insertPairs(
  tx: EntityManager,
  plan: AssignmentPlan,
  pairs: readonly AssignedPair[],
  { now }: Deed,
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
  for (let from = 0; from < rows.length; from += 1000) await tx.insert(Assignment, rows.slice(from, from + 1000));
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

function staleMark(plan: AssignmentPlan, yours: unknown): Refusal {
  const theirs = { locked: plan.locked, forbidden: plan.forbidden };
  return new Refusal({
    code: 'stale-edit',
    yours,
    theirs,
    version: plan.version,
    changedBy: null,
    changedAt: plan.createdAt,
  });
}
