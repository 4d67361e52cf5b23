import { Injectable } from '@nestjs/common';
import type { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import { listNominations } from '../../cycles/nominations/nominations.queries.js';
import { listStages } from '../../cycles/stages/stages.queries.js';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { Stage } from '../../cycles/stages/stage.entity.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { mustReadJudging } from '../judging.policy.js';
import { comparePlans, type PlanComparison } from '../../domain/assignment/plans/adjust-plan.js';
import { exclusionRule, type Exclusion } from '../../domain/assignment/problem/exclusion.js';
import { type NoPairReason, type PairReasons, whyNot, whyThis } from '../../domain/assignment/plans/explain-pair.js';
import type { Plan, PlanProblem } from '../../domain/assignment/problem/problem.js';
import { poseProblem } from '../../domain/assignment/plans/pose-problem.js';
import { affinityIn } from '../../domain/assignment/problem/worth.js';
import { judgingRulesFrom, type JudgingRules } from '../../domain/cycles/judging-rules.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { compareText } from '../../domain/kernel/seeded.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { listHiddenFrom, mustMeet } from '../../submissions/relations/hidden-from-staff.queries.js';
import type { AssignmentPlan, StoredPair } from '../assignment/assignment-plan.entity.js';
import { loadPlanFacts, type CycleFacts, type NamedEntry, type NamedExpert } from '../plans/plan-facts.queries.js';
import { factsHashOf, pairsOf, stored } from '../plans/plan-making.js';
import * as queries from './plan.queries.js';
import { listKeptByRegion } from '../assignment/regional-gate.queries.js';

/** Pairs of the table above which a page does not compute what a pair is worth to the whole. */
const EXPLAINED_UP_TO = 400_000;
const candidatesShown = 20;

export interface PlanFrame {
  cycle: Cycle;
  nominations: Nomination[];
  stages: Stage[];
  now: Date;
}

/** An expert who could judge the entry, or why not. */
export interface Candidate {
  expert: NamedExpert;
  affinity: number;
  load: number;
  isAssigned: boolean;
  exclusion: Exclusion | null;
}

export interface Explanation {
  plan: AssignmentPlan;
  entry: NamedEntry;
  /** Those who judge it in the plan. */
  experts: NamedExpert[];
  asked: NamedExpert | null;
  assigned: PairReasons | null;
  notAssigned: NoPairReason | null;
  candidates: Candidate[];
  names: ReadonlyMap<string, string>;
  /** Facts have changed since the plan was made: what is said holds of today's. */
  hasChanged: boolean;
  isTooLarge: boolean;
}

/** What pages of plans show. */
@Injectable()
export class PlanReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async overview(actor: Actor, cycleId: string) {
    const frame = await this.frame(actor, cycleId);
    const em = this.db.reader;
    const edition = await getEdition(em, cycleId);
    const rules: JudgingRules['assignment'] = judgingRulesFrom(edition.judgingRules).assignment;
    const kept = await listKeptByRegion(em, cycleId);
    return {
      ...frame,
      /** How many admitted entries regions did not send on; null where every one goes on. */
      kept: kept?.length ?? null,
      plans: await queries.listPlanHeads(em, cycleId),
      reviewsPerEntry: edition.reviewsPerEntry,
      rules,
      toDo: await queries.countToDo(em, cycleId, { now: this.clock.now(), kept: (kept ?? []).map(({ id }) => id) }),
    };
  }

  /** A plan without the entries that the actor must not meet; a proof by lot, which names all, is not shown then. */
  async plan(actor: Actor, cycleId: string, planId: string) {
    const seen = await this.frame(actor, cycleId);
    const frame = { ...seen, kept: (await listKeptByRegion(this.db.reader, cycleId))?.length ?? null };
    const plan = await queries.getPlan(this.db.reader, cycleId, planId);
    const hidden = await listHiddenFrom(this.db.reader, actor.userId);
    const met = (pairs: StoredPair[]) => pairs.filter(([entryId]) => !hidden.has(entryId));
    const lists = {
      pairs: met(plan.pairs),
      locked: met(plan.locked),
      forbidden: met(plan.forbidden),
      released: met(plan.released),
    };
    const isWhole = (Object.keys(lists) as (keyof typeof lists)[]).every(
      (list) => lists[list].length === plan[list].length,
    );
    return { ...frame, plan: isWhole ? plan : { ...plan, ...lists, problem: null } };
  }

  entries(filter: queries.PlanEntryFilter): Promise<queries.PlanEntryRow[]> {
    return queries.listPlanEntries(this.db.reader, filter);
  }

  names(pairs: readonly StoredPair[]) {
    return queries.namesOf(this.db.reader, {
      entries: pairs.map(([entry]) => entry),
      experts: pairs.map(([, expert]) => expert),
    });
  }

  heads(cycleId: string): Promise<queries.PlanHead[]> {
    return queries.listPlanHeads(this.db.reader, cycleId);
  }

  /** What changes from one plan to another, in pairs and in worth as facts are now. */
  async compare(
    actor: Actor,
    cycleId: string,
    [beforeId, afterId]: [string, string],
  ): Promise<PlanFrame & { before: AssignmentPlan; after: AssignmentPlan; changes: PlanComparison }> {
    const frame = await this.frame(actor, cycleId);
    const em = this.db.reader;
    const before = await queries.getPlan(em, cycleId, beforeId);
    const after = await queries.getPlan(em, cycleId, afterId);
    const { problem } = posed(await loadPlanFacts(em, cycleId, this.clock.now()), after);
    const changes = comparePlans(problem, pairsOf(before.pairs), pairsOf(after.pairs));
    const hidden = await listHiddenFrom(em, actor.userId);
    const met = <Pair extends { entryId: string }>(pairs: readonly Pair[]) =>
      pairs.filter(({ entryId }) => !hidden.has(entryId));
    return {
      ...frame,
      before,
      after,
      changes: { ...changes, added: met(changes.added), removed: met(changes.removed) },
    };
  }

  /** Why the expert judges the entry in this plan, or does not; without an expert, who could. */
  async why(
    actor: Actor,
    cycleId: string,
    { planId, entryId, expertId, q }: { planId: string; entryId: string; expertId: string | null; q: string },
  ): Promise<PlanFrame & Explanation> {
    const frame = await this.frame(actor, cycleId);
    const plan = await queries.getPlan(this.db.reader, cycleId, planId);
    await mustMeet(this.db.reader, actor.userId, entryId);
    const facts = await loadPlanFacts(this.db.reader, cycleId, this.clock.now());
    const entry = facts.entries.find(({ id }) => id === entryId);
    const asked = expertId ? (facts.experts.find(({ id }) => id === expertId) ?? null) : null;
    if (!entry || (expertId && !asked)) throw new Refusal({ code: 'not-found' });
    const { problem } = posed(facts, plan);
    const isTooLarge = problem.entries.length * problem.experts.length > EXPLAINED_UP_TO;
    const pair = asked && { entryId, expertId: asked.id };
    const solved = planOf(plan, problem);
    const judges = new Set(plan.pairs.filter(([id]) => id === entryId).map(([, id]) => id));
    return {
      ...frame,
      plan,
      entry,
      asked,
      experts: facts.experts.filter(({ id }) => judges.has(id)),
      assigned: pair && judges.has(pair.expertId) ? reasonsFor(problem, solved, pair, isTooLarge) : null,
      notAssigned: pair && !judges.has(pair.expertId) ? objectionTo(problem, solved, pair, isTooLarge) : null,
      candidates: candidatesFor(facts, problem, { entry, plan, q }),
      names: new Map(facts.experts.map(({ id, name }) => [id, name])),
      hasChanged: plan.problem === null && plan.factsHash !== factsHashOf(problem),
      isTooLarge,
    };
  }

  /** The plan as rows of a table: number and title of the entry, address and name of the expert. */
  async table(actor: Actor, cycleId: string, planId: string): Promise<{ plan: AssignmentPlan; rows: string[][] }> {
    const { plan } = await this.plan(actor, cycleId, planId);
    const { entries, experts } = await this.names(plan.pairs);
    const rows = plan.pairs.map(([entryId, expertId]) => {
      const entry = entries.get(entryId);
      const expert = experts.get(expertId);
      return [entry?.number ?? '', entry?.title ?? '', expert?.email ?? '', expert?.name ?? ''];
    });
    return { plan, rows: rows.sort((a, b) => compareText(a[0]!, b[0]!) || compareText(a[2]!, b[2]!)) };
  }

  private async frame(actor: Actor, cycleId: string): Promise<PlanFrame> {
    const em = this.db.reader;
    const cycle = await getCycle(em, cycleId);
    mustReadJudging(actor, cycleId);
    return {
      cycle,
      nominations: await listNominations(em, cycleId),
      stages: await listStages(em, cycleId),
      now: this.clock.now(),
    };
  }
}

/** The problem of a stored plan as facts are now. Once it is in force its own pairs are not fixed to explain them. */
function posed(facts: CycleFacts, plan: AssignmentPlan) {
  const own = new Set(plan.pairs.map(([entry, expert]) => `${entry} ${expert}`));
  const standing =
    plan.state === 'published'
      ? facts.standing.filter((pair) => !own.has(`${pair.entryId} ${pair.expertId}`))
      : facts.standing;
  return poseProblem(
    { ...facts, standing, ended: plan.state === 'published' ? [] : facts.ended },
    {
      seed: plan.seed,
      mode: plan.problem ? 'draw' : facts.rules.mode,
      nominationIds: plan.nominationIds,
      locked: plan.baseId === null ? [] : pairsOf(plan.locked),
      forbidden: plan.baseId === null ? [] : pairsOf(plan.forbidden),
      replaced: null,
    },
  );
}

function planOf(plan: AssignmentPlan, problem: PlanProblem): Plan {
  const known = new Set(problem.entries.map(({ id }) => id));
  const experts = new Set(problem.experts.map(({ id }) => id));
  return {
    pairs: pairsOf(plan.pairs).filter(({ entryId, expertId }) => known.has(entryId) && experts.has(expertId)),
    objective: plan.report?.objective ?? 0,
    bound: plan.report?.bound ?? 0,
    prices: plan.prices ?? { scale: 0, entries: {}, experts: {} },
    isExact: plan.report?.isExact ?? false,
    joined: plan.report?.joined ?? null,
  };
}

type Pair = { entryId: string; expertId: string };

/** Of a very large table, or of lots, what a pair is worth to the whole is not computed while a page waits. */
function reasonsFor(problem: PlanProblem, plan: Plan, pair: Pair, isTooLarge: boolean): PairReasons | null {
  if (!isTooLarge && problem.mode !== 'draw') return whyThis(problem, plan, pair);
  const expert = problem.experts.find(({ id }) => id === pair.expertId)!;
  const entry = problem.entries.find(({ id }) => id === pair.entryId)!;
  return {
    affinity: affinityIn(problem)(pair.entryId, pair.expertId),
    sharedSpheres: (entry.spheres ?? []).filter((sphere) => expert.spheres?.includes(sphere)),
    load: plan.pairs.filter(({ expertId }) => expertId === pair.expertId).length,
    max: expert.max,
    isFixed: problem.fixed.some((each) => each.entryId === pair.entryId && each.expertId === pair.expertId),
    loss: null,
    instead: null,
  };
}

function objectionTo(problem: PlanProblem, plan: Plan, pair: Pair, isTooLarge: boolean): NoPairReason | null {
  if (!isTooLarge && problem.mode !== 'draw') return whyNot(problem, plan, pair);
  const expert = problem.experts.find(({ id }) => id === pair.expertId);
  const entry = problem.entries.find(({ id }) => id === pair.entryId);
  if (!expert || !entry) return { code: 'impossible' };
  return exclusionRule(problem)(entry, expert);
}

/** Those who fit best and may judge it; where names are searched, whoever has such a name. */
function candidatesFor(
  facts: CycleFacts,
  problem: PlanProblem,
  { entry, plan, q }: { entry: NamedEntry; plan: AssignmentPlan; q: string },
): Candidate[] {
  const posedEntry = problem.entries.find(({ id }) => id === entry.id);
  if (!posedEntry) return [];
  const exclusionOf = exclusionRule(problem);
  const worth = affinityIn(problem);
  const loads = new Map<string, number>();
  for (const [, id] of plan.pairs) loads.set(id, (loads.get(id) ?? 0) + 1);
  const judges = new Set(stored(pairsOf(plan.pairs).filter(({ entryId }) => entryId === entry.id)).map(([, id]) => id));
  const named = new Map(facts.experts.map((expert) => [expert.id, expert]));
  return problem.experts
    .map((expert): Candidate => ({
      expert: named.get(expert.id)!,
      affinity: worth(entry.id, expert.id),
      load: loads.get(expert.id) ?? 0,
      isAssigned: judges.has(expert.id),
      exclusion: exclusionOf(posedEntry, expert),
    }))
    .filter(({ expert }) => !q || expert.name.toLowerCase().includes(q.toLowerCase()))
    .sort(
      (a, b) =>
        Number(b.isAssigned) - Number(a.isAssigned) ||
        Number(a.exclusion !== null) - Number(b.exclusion !== null) ||
        b.affinity - a.affinity ||
        compareText(a.expert.name, b.expert.name),
    )
    .slice(0, candidatesShown);
}
