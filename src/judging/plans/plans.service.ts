import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { mustRunJudging } from '../judging.policy.js';
import { adjustPlan } from '../../domain/assignment/plans/adjust-plan.js';
import type { AssignedPair, Plan, PlanOutcome } from '../../domain/assignment/problem/problem.js';
import { sortedPairs } from '../../domain/assignment/plans/plan-experts.js';
import { mustPlan } from '../../domain/assignment/plans/who-plans.js';
import { poseProblem, type PlanAsked, type PosedProblem } from '../../domain/assignment/plans/pose-problem.js';
import { objectiveOf } from '../../domain/assignment/problem/worth.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save, tell, type Deed } from '../../platform/database/save.js';
import { isId } from '../../platform/ids.js';
import type { Watch } from '../../platform/jobs/tasks.js';
import { listHiddenFrom, mustMeet } from '../../submissions/relations/hidden-from-staff.queries.js';
import { AssignmentPlan, type PlanOrigin } from '../assignment/assignment-plan.entity.js';
import { Assignment } from '../assignment/assignment.entity.js';
import { recomputeConflicts } from '../conflicts/conflicts.service.js';
import { lockPlan } from '../assignment/assignments.queries.js';
import { solvePlan } from '../optimiser/solve-plan.js';
import { type CycleFacts, listExcluded, listPlannable, loadPlanFacts } from './plan-facts.queries.js';
import { keyOf, refuseInfeasible, stored, writePlan } from './plan-making.js';
import { insertPairs, publicationFor, putInForce } from './plan-publication.js';

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
export class PlansService {
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
      mustRunJudging(actor, cycleId);
      await this.mustPlanAll(tx, actor, { cycleId, nominationIds: wish.nominationIds ?? [] });
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

  /** Refuses with `conflict-in-plan` one who must not meet an entry of the nominations, or of any where none is named. */
  async mustPlanAll(
    em: EntityManager,
    actor: Actor,
    scope: { cycleId: string; nominationIds: readonly string[] },
  ): Promise<void> {
    const hidden = await listHiddenFrom(em, actor.userId);
    if (hidden.size > 0) mustPlan([...(await listPlannable(em, scope, this.clock.now()))], hidden);
  }

  /** The nominations that somebody else plans: those with an entry that the person must not meet. */
  async barredNominations(actor: Actor, cycleId: string, nominations: readonly { id: string }[]): Promise<Set<string>> {
    const em = this.db.reader;
    const hidden = await listHiddenFrom(em, actor.userId);
    const barred = new Set<string>();
    if (hidden.size === 0) return barred;
    for (const { id } of nominations) {
      const entries = await listPlannable(em, { cycleId, nominationIds: [id] }, this.clock.now());
      if ([...entries].some((entryId) => hidden.has(entryId))) barred.add(id);
    }
    return barred;
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
    return this.change(actor, planId, 'mark', async (plan, tx) => {
      await mustMeet(tx, actor.userId, pair.entryId);
      if (version !== undefined && version !== plan.version) throw staleMark(plan, pair);
      const without = (pairs: AssignmentPlan['locked']) => pairs.filter(([a, b]) => keyOf(pair) !== `${a} ${b}`);
      const added = (list: 'locked' | 'forbidden') => [...without(plan[list]), ...(as === list ? stored([pair]) : [])];
      return { locked: added('locked'), forbidden: added('forbidden') };
    });
  }

  /** Gives an entry to one expert instead of another, in the next computation: the one is locked in, the other out. */
  move(actor: Person, planId: string, { entryId, from, to }: { entryId: string; from: string; to: string }) {
    return this.change(actor, planId, 'move', async (plan, tx) => {
      await mustMeet(tx, actor.userId, entryId);
      const touched = new Set([from, to].map((expertId) => keyOf({ entryId, expertId })));
      const others = (pairs: AssignmentPlan['locked']) => pairs.filter(([a, b]) => !touched.has(`${a} ${b}`));
      return {
        locked: [...others(plan.locked), [entryId, to] as [string, string]],
        forbidden: [...others(plan.forbidden), [entryId, from] as [string, string]],
      };
    });
  }

  drop(actor: Person, planId: string): Promise<AssignmentPlan> {
    return this.change(actor, planId, 'drop', () => Promise.resolve({ state: 'dropped' as const }));
  }

  private change(
    actor: Person,
    planId: string,
    action: string,
    changesOf: (plan: AssignmentPlan, tx: EntityManager) => Promise<Partial<AssignmentPlan>>,
  ): Promise<AssignmentPlan> {
    return this.db.transaction(async (tx) => {
      const plan = await lockPlan(tx, planId);
      mustRunJudging(actor, plan.cycleId);
      if (plan.state !== 'proposed') throw new Refusal({ code: 'action-not-allowed', action, state: plan.state });
      return save(
        tx,
        plan,
        { changes: await changesOf(plan, tx), events: [] },
        { actor, action, now: this.clock.now() },
      );
    });
  }

  /**
   * Makes the plan's pairs assignments, once; each expert is told once. Two publications of a cycle go one after another, and
   * the later one is `plan-outdated`. SQL refuses a pair that has become a conflict.
   */
  publish(actor: Person, planId: string, version?: number): Promise<AssignmentPlan> {
    return this.db.transaction((tx) => this.publishIn(tx, actor, planId, { version }));
  }

  /** The same within a transaction, for work that is watched: until it is committed nothing is published. */
  async publishIn(
    tx: EntityManager,
    actor: Actor,
    planId: string,
    { version, watch = null }: { version?: number | undefined; watch?: Watch | null },
  ): Promise<AssignmentPlan> {
    const now = this.clock.now();
    const plan = await lockPlan(tx, planId);
    await mustPublish(tx, actor, plan);
    if (version !== undefined && version !== plan.version) throw staleMark(plan, null);
    return putInForce(tx, plan, { actor, action: 'publish', now }, watch);
  }

  /** The plan, if it may be published; refuses what `publish` would refuse now. */
  async getPublishablePlan(actor: Actor, planId: string): Promise<AssignmentPlan> {
    const plan = isId(planId) ? await this.db.reader.findOneBy(AssignmentPlan, { id: planId }) : null;
    if (!plan) throw new Refusal({ code: 'not-found' });
    await mustPublish(this.db.reader, actor, plan);
    await publicationFor(this.db.reader, plan, this.clock.now());
    return plan;
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
      forbidden: stored(await listExcluded(tx, cycleId)),
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
    await insertPairs(tx, plan, pairs, { deed, watch: null });
    await tell(
      tx,
      told.map((expertId) => ({ type: 'assignment.published', planId: plan.id, expertId })),
      deed.now,
    );
    return tx.findBy(Assignment, { planId: plan.id });
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
    forbidden: wish.forbidden ?? facts.excluded,
    replaced: wish.replaced ?? null,
  };
}

async function mustPublish(em: EntityManager, actor: Actor, plan: AssignmentPlan): Promise<void> {
  const { cycleId, state } = plan;
  mustRunJudging(actor, cycleId);
  const concerned = [...plan.pairs, ...plan.released].map(([entryId]) => entryId);
  mustPlan(concerned, await listHiddenFrom(em, actor.userId));
  if (state !== 'proposed') throw new Refusal({ code: 'action-not-allowed', action: 'publish', state });
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
