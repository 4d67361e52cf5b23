import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { mayRunJudging, mustReadJudging, mustRunJudging } from '../judging.policy.js';
import type { Infeasible } from '../../domain/assignment/problem/problem.js';
import { refusalOf } from '../../platform/http/problems/refusal-of.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { numberOf } from '../../domain/kernel/seeded.js';
import { Database } from '../../platform/database/database.js';
import { isId } from '../../platform/ids.js';
import { Task } from '../../platform/jobs/task.entity.js';
import { Tasks } from '../../platform/jobs/tasks.js';
import { PlansService, type PlanWish } from './plans.service.js';
import { AssignmentPlan } from '../assignment/assignment-plan.entity.js';
import { listHiddenFrom } from '../../submissions/relations/hidden-from-staff.queries.js';
import { getExpert } from '../experts/experts.queries.js';
import { pairsOf } from './plan-making.js';

/** Why no plan came of it, with the names that people know. */
export interface Impossible extends Infeasible {
  nomination: string | null;
  entryNames: string[];
  expertNames: string[];
}

/** What came of a computation. */
export type PlanTaskResult = { planId: string } | { impossible: Impossible };

/** A plan as work that is asked for, watched and stopped. */
@Injectable()
export class PlanTasks {
  constructor(
    private readonly db: Database,
    private readonly plans: PlansService,
    private readonly tasks: Tasks,
  ) {}

  /** Asks for a plan of all or chosen nominations, or of what is left to do after experts declined (`top-up`). */
  async ask(actor: Person, cycleId: string, wish: PlanWish): Promise<Task> {
    const task = await this.db.transaction(async (tx) => {
      await getCycle(tx, cycleId);
      mustRunJudging(actor, cycleId);
      const { nominationIds = [] } = wish;
      const known: { id: string }[] = await tx.query('SELECT id FROM nomination WHERE cycle_id = $1', [cycleId]);
      if (nominationIds.some((id) => !known.some((nomination) => nomination.id === id)))
        throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/nominationIds', rule: 'not-offered' }] });
      await this.plans.mustPlanAll(tx, actor, { cycleId, nominationIds });
      return this.tasks.keep(tx, 'judging.computePlan', {
        state: 'waiting',
        total: 1,
        startedById: actor.userId,
        input: { cycleId, wish, actor },
        result: null,
      });
    });
    await this.tasks.start(task);
    return task;
  }

  /** A new plan from one that was seen: with its nominations, its seed, and what was locked in and out of it. */
  async again(actor: Person, planId: string): Promise<Task> {
    const base = isId(planId) ? await this.db.reader.findOneBy(AssignmentPlan, { id: planId }) : null;
    if (!base) throw new Refusal({ code: 'not-found' });
    return this.ask(actor, base.cycleId, {
      seed: base.seed,
      nominationIds: base.nominationIds,
      locked: pairsOf(base.locked),
      forbidden: pairsOf(base.forbidden),
      baseId: base.id,
    });
  }

  /** A further plan in which the expert's unfinished entries go to others. */
  async replace(actor: Person, cycleId: string, expertId: string): Promise<Task> {
    const expert = await getExpert(this.db.reader, expertId);
    if (expert.cycleId !== cycleId) throw new Refusal({ code: 'not-found' });
    const seed = numberOf(expert.id) % 1_000_000;
    return this.ask(actor, cycleId, { seed, replaced: expert.id, origin: 'replace', note: expert.user.name });
  }

  /**
   * The latest computation of the cycle, or one of it; null when there is none. Who must not meet an entry is not told that
   * there is no plan because of it, and finds no table that names it.
   */
  async find(actor: Actor, cycleId: string, taskId?: string): Promise<Task | null> {
    await getCycle(this.db.reader, cycleId);
    mustReadJudging(actor, cycleId);
    if (taskId === undefined) {
      const latest = await this.tasks.findLatest('judging.computePlan', { cycleId });
      return latest && this.asMet(actor, latest);
    }
    const task = await this.tasks.get(taskId);
    if (task.kind !== 'judging.computePlan' || task.input['cycleId'] !== cycleId)
      throw new Refusal({ code: 'not-found' });
    const met = await this.asMet(actor, task);
    if (!met) throw new Refusal({ code: 'not-found' });
    return met;
  }

  /** The task without what the reader must not meet; null where all of it is about that. */
  private async asMet(actor: Actor, task: Task): Promise<Task | null> {
    const hidden = await listHiddenFrom(this.db.reader, actor.userId);
    if (hidden.size === 0) return task;
    const { pairs = [], baseId } = task.input['wish'] as PlanWish;
    if (task.input['report']) {
      const base = baseId ? await this.db.reader.findOneBy(AssignmentPlan, { id: baseId }) : null;
      const named = [...pairs, ...pairsOf(base?.pairs ?? [])];
      if (named.some(({ entryId }) => hidden.has(entryId))) return null;
    }
    const { impossible } = (task.result ?? {}) as Partial<{ impossible: Impossible }>;
    return impossible?.entries.some((id) => hidden.has(id)) ? Object.assign(new Task(), task, { result: null }) : task;
  }

  /** Whether the person may have these nominations planned anew, or all where none is named, as a replacement does. */
  async mayReplan(
    actor: Actor,
    { cycleId, nominationIds = [] }: { cycleId: string; nominationIds?: readonly string[] },
  ): Promise<boolean> {
    if (!mayRunJudging(actor, cycleId)) return false;
    const scope = { cycleId, nominationIds };
    return (await refusalOf(() => this.plans.mustPlanAll(this.db.reader, actor, scope))) === null;
  }

  async stop(actor: Person, cycleId: string, taskId?: string): Promise<void> {
    mustRunJudging(actor, cycleId);
    const task = await this.find(actor, cycleId, taskId);
    if (task) await this.tasks.stop(task.id);
  }

  /**
   * Asks for the publication of a plan; while one is under way, that one is it. Waits a moment, within which small plans are
   * published. Refuses at once what the publication would refuse now.
   */
  async askPublish(actor: Person, cycleId: string, planId: string): Promise<Task> {
    const plan = await this.plans.getPublishablePlan(actor, planId);
    if (plan.cycleId !== cycleId) throw new Refusal({ code: 'not-found' });
    const task =
      inHand(await this.tasks.findLatest('judging.publishPlan', { planId })) ??
      (await this.db.transaction((tx) =>
        this.tasks.keep(tx, 'judging.publishPlan', {
          state: 'waiting',
          total: plan.pairs.length,
          startedById: actor.userId,
          input: { cycleId, planId, actor },
          result: null,
        }),
      ));
    await this.tasks.start(task);
    return this.settled(task);
  }

  /** The latest publication of a plan that somebody asked for; null when nobody did. */
  async findPublish(actor: Actor, cycleId: string, planId: string): Promise<Task | null> {
    mustReadJudging(actor, cycleId);
    return this.tasks.findLatest('judging.publishPlan', { cycleId, planId });
  }

  async stopPublish(actor: Person, cycleId: string, planId: string): Promise<void> {
    mustRunJudging(actor, cycleId);
    const task = await this.findPublish(actor, cycleId, planId);
    if (task) await this.tasks.stop(task.id);
  }

  /** The job: the plan in force, whole, or nothing of it. */
  publish(taskId: string): Promise<void> {
    return this.tasks.run(taskId, async ({ input }, watch) => {
      const { planId, actor } = input as unknown as { planId: string; actor: Actor };
      await this.db.transaction(async (tx) => {
        await this.tasks.once(tx, taskId);
        await this.plans.publishIn(tx, actor, planId, { watch });
        await this.tasks.finish(tx, taskId, { result: { planId } });
      });
    });
  }

  /** The task once it has ended, or as it is after a moment. */
  private async settled(task: Task): Promise<Task> {
    for (let waited = 0; waited < MOMENT_MS; waited += LOOK_MS) {
      const found = await this.tasks.get(task.id);
      if (!inHand(found)) return found;
      await setTimeout(LOOK_MS);
    }
    return this.tasks.get(task.id);
  }

  /** The job: one plan, or the smallest reason why there is none. */
  compute(taskId: string): Promise<void> {
    return this.tasks.run(taskId, async ({ input }, watch) => {
      const { cycleId, wish, actor } = input as unknown as { cycleId: string; wish: PlanWish; actor: Actor };
      const computed = await this.plans.compute(actor, cycleId, wish, watch);
      await this.db.transaction(async (tx) => {
        await this.tasks.once(tx, taskId);
        const { plan, infeasible } = computed.outcome;
        const result: PlanTaskResult = plan
          ? { planId: (await this.plans.keep(tx, actor, { cycleId, wish, computed })).id }
          : { impossible: named(infeasible, computed.facts, await titles(tx, cycleId)) };
        await this.tasks.finish(tx, taskId, { result });
      });
    });
  }
}

const MOMENT_MS = 1000;
const LOOK_MS = 50;

const inHand = (task: Task | null): Task | null =>
  task && (task.state === 'waiting' || task.state === 'running') ? task : null;

/** So many names tell what it is about. */
const NAMED = 12;

async function titles(tx: { query: Database['reader']['query'] }, cycleId: string): Promise<Map<string, string>> {
  const rows: { id: string; title: string }[] = await tx.query('SELECT id, title FROM nomination WHERE cycle_id = $1', [
    cycleId,
  ]);
  return new Map(rows.map(({ id, title }) => [id, title]));
}

function named(
  infeasible: Infeasible,
  facts: {
    entries: readonly { id: string; number: string; nominationId: string }[];
    experts: readonly { id: string; name: string }[];
  },
  nominations: ReadonlyMap<string, string>,
): Impossible {
  const concerned = new Set(infeasible.entries);
  const own = facts.entries.filter(({ id }) => concerned.has(id));
  const panels = new Set(own.map(({ nominationId }) => nominationId));
  const experts = new Set(infeasible.experts);
  const named = infeasible.entries.slice(0, NAMED);
  return {
    ...infeasible,
    entries: named,
    experts: infeasible.experts.slice(0, NAMED),
    nomination: panels.size === 1 ? (nominations.get([...panels][0]!) ?? null) : null,
    entryNames: named.flatMap((id) => own.find((entry) => entry.id === id)?.number ?? []),
    expertNames: facts.experts
      .filter(({ id }) => experts.has(id))
      .slice(0, NAMED)
      .map(({ name }) => name),
  };
}
