import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { mustHaveRole, type Actor } from '../../domain/kernel/actor.js';
import { canonicalJson } from '../../domain/kernel/canonical.js';
import { mustNotBeFrozen, rulesFrozenSince } from '../../domain/cycles/cycle.js';
import { exact } from '../../domain/kernel/decimal.js';
import { decisionRulesFrom } from '../../domain/cycles/decision-rules.js';
import { countingProblems, type CountingRules } from '../../domain/cycles/entry-facts.js';
import { exemptProblems, judgingRuleProblems, judgingRulesFrom } from '../../domain/cycles/judging-rules.js';
import { publicationRulesFrom } from '../../domain/cycles/publication-rules.js';
import type { CriterionKind } from '../../domain/ranking/criterion-kind.js';
import type { RankingRule } from '../../domain/ranking/ranking-rule.js';
import { regionalGateProblems } from '../../domain/judging/regional-gate.js';
import { mustGiveReason } from '../../domain/kernel/reason.js';
import { Refusal, type FieldProblem } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, remove, save, type Deed } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { Criterion } from '../criteria/criterion.entity.js';
import { findEdition, getEdition } from '../editions/editions.queries.js';
import { listCriteria } from '../criteria/criteria.queries.js';
import { listForms } from '../forms/forms.queries.js';
import { listNominations } from '../nominations/nominations.queries.js';
import { findStage, listStages } from '../stages/stages.queries.js';
import { lockCycle } from '../cycle/cycle.queries.js';
import { mustBeVersion } from '../cycle/must-be-version.js';
import type { CriterionInput, EditionInput, StageInput } from '../cycles.schemas.js';
import { planStageNotices } from '../stages/notices.service.js';
import { RegulationEdition } from '../editions/regulation-edition.entity.js';
import { Stage } from '../stages/stage.entity.js';

interface Scene {
  tx: EntityManager;
  now: Date;
  /** Refuses with `rules-frozen` once the intake has begun. */
  mustBeOpen: () => Promise<void>;
  frozenSince: () => Promise<Date | null>;
  deed: (action: string) => Deed;
}

/** The rules of a cycle: regulation editions, stages, criteria. */
@Injectable()
export class RulesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes the regulation. Before the intake the edition is edited in place; afterwards it stands, and only a new edition
   * with a reason replaces it: without one refuses with `rules-frozen`.
   */
  regulate(actor: Actor, cycleId: string, input: EditionInput & { version?: number }): Promise<RegulationEdition> {
    return this.within(actor, cycleId, async ({ tx, now, frozenSince, deed }) => {
      const { version, reason, ...said } = input;
      const edition = await findEdition(tx, cycleId);
      const judgingRules = judgingRulesFrom({ ...edition?.judgingRules, ...said.judgingRules });
      const problems = [
        ...judgingRuleProblems(judgingRules),
        ...exemptProblems(judgingRules, await listNominations(tx, cycleId)),
      ];
      const selectionRule = said.selectionRule === undefined ? (edition?.selectionRule ?? null) : said.selectionRule;
      const entryFacts = said.entryFacts ?? edition?.entryFacts ?? {};
      const publicationRules = publicationRulesFrom(said.publicationRules ?? edition?.publicationRules);
      const decisionRules = decisionRulesFrom(said.decisionRules ?? edition?.decisionRules);
      const rules = { ...said, decisionRules, judgingRules, selectionRule, entryFacts, publicationRules };
      problems.push(
        ...regionalGateProblems(decisionRules),
        ...(await countingFaults(tx, cycleId, { before: edition, rules })),
      );
      if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
      const since = await frozenSince();
      if (edition && version !== undefined) mustBeVersion(edition, version, now);
      if (since && !reason.trim()) throw new Refusal({ code: 'rules-frozen', since });
      if (edition && !since) return save(tx, edition, { changes: rules, events: [] }, deed('edit'));
      const values = {
        ...rules,
        id: newId(),
        cycleId,
        number: (edition?.number ?? 0) + 1,
        reason: edition ? mustGiveReason(reason) : reason,
        createdAt: now,
      };
      const events = edition ? [{ type: 'regulation.amended', cycleId, number: values.number }] : [];
      return create(tx, RegulationEdition, values, deed('amend'), events);
    });
  }

  addStage(actor: Actor, cycleId: string, input: StageInput): Promise<Stage> {
    return this.within(actor, cycleId, async ({ tx, deed }) => {
      mustOpenBeforeItCloses(input);
      const stage = await create(tx, Stage, { ...input, id: newId(), cycleId, position: 1000 }, deed('add'));
      await inOrder(tx, cycleId);
      await planStageNotices(tx);
      return stage;
    });
  }

  /** Moves a stage; what is planned to be announced moves with it, what was announced is not announced again. */
  moveStage(
    actor: Actor,
    cycleId: string,
    input: { stageId: string; version: number; title: string; opensAt: Date; closesAt: Date },
  ): Promise<Stage> {
    return this.within(actor, cycleId, async ({ tx, now, deed }) => {
      const { stageId, version, ...changes } = input;
      mustOpenBeforeItCloses(input);
      const stage = await tx.findOneBy(Stage, { id: stageId, cycleId });
      if (!stage) throw new Refusal({ code: 'not-found' });
      mustBeVersion(stage, version, now);
      const moved =
        stage.opensAt.getTime() !== input.opensAt.getTime() || stage.closesAt.getTime() !== input.closesAt.getTime();
      await save(tx, stage, { changes, events: moved ? [{ type: 'stage.moved', stageId }] : [] }, deed('move'));
      await inOrder(tx, cycleId);
      await planStageNotices(tx);
      return stage;
    });
  }

  /** Takes a stage away while the rules still move. */
  removeStage(actor: Actor, cycleId: string, stageId: string): Promise<void> {
    return this.within(actor, cycleId, async ({ tx, mustBeOpen, deed }) => {
      await mustBeOpen();
      const stage = await tx.findOneBy(Stage, { id: stageId, cycleId });
      if (!stage) throw new Refusal({ code: 'not-found' });
      await tx.query('DELETE FROM stage_notice WHERE stage_id = $1', [stageId]);
      await remove(tx, stage, deed('remove'));
    });
  }

  addCriterion(actor: Actor, cycleId: string, { kind, ...input }: CriterionInput): Promise<Criterion> {
    return this.within(actor, cycleId, async ({ tx, mustBeOpen, deed }) => {
      await mustBeOpen();
      mustBeScale(input);
      const position = (await listCriteria(tx, cycleId)).length;
      const criterion = await create(tx, Criterion, { ...input, id: newId(), cycleId, position }, deed('add'));
      if (kind) await keepKind(tx, criterion, kind, deed('edit'));
      return criterion;
    });
  }

  editCriterion(
    actor: Actor,
    cycleId: string,
    { id, version, kind, ...changes }: CriterionInput & { id: string; version: number },
  ): Promise<Criterion> {
    return this.within(actor, cycleId, async ({ tx, now, mustBeOpen, deed }) => {
      await mustBeOpen();
      mustBeScale(changes);
      const criterion = await getCriterion(tx, cycleId, id);
      mustBeVersion(criterion, version, now);
      if (kind) await keepKind(tx, criterion, kind, deed('edit'));
      return save(tx, criterion, { changes, events: [] }, deed('edit'));
    });
  }

  /**
   * What a criterion asks of an expert. Once the intake has begun it changes only by a new edition with a reason; without
   * one refuses with `rules-frozen`.
   */
  setKind(
    actor: Actor,
    cycleId: string,
    { id, kind, reason }: { id: string; kind: CriterionKind; reason: string },
  ): Promise<Criterion> {
    return this.within(actor, cycleId, async ({ tx, now, frozenSince, deed }) => {
      const criterion = await getCriterion(tx, cycleId, id);
      const since = await frozenSince();
      if (!since) {
        await keepKind(tx, criterion, kind, deed('edit'));
        return criterion;
      }
      if (!reason.trim()) throw new Refusal({ code: 'rules-frozen', since });
      mustBeKind(kind);
      const edition = await getEdition(tx, cycleId);
      const values = {
        ...edition,
        id: newId(),
        number: edition.number + 1,
        rankingRule: withKind(edition.rankingRule, id, kind),
        reason: mustGiveReason(reason),
        createdAt: now,
        version: 1,
      };
      const events = [{ type: 'regulation.amended', cycleId, number: values.number }];
      await create(tx, RegulationEdition, values, deed('amend'), events);
      return criterion;
    });
  }

  removeCriterion(actor: Actor, cycleId: string, id: string): Promise<void> {
    return this.within(actor, cycleId, async ({ tx, mustBeOpen, deed }) => {
      await mustBeOpen();
      const criterion = await getCriterion(tx, cycleId, id);
      await keepKind(tx, criterion, { kind: 'numeric' }, deed('edit'));
      await remove(tx, criterion, deed('remove'));
    });
  }

  private within<T>(actor: Actor, cycleId: string, work: (scene: Scene) => Promise<T>): Promise<T> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const cycle = await lockCycle(tx, cycleId);
      mustHaveRole(actor, ['organizer'], { cycleId });
      if (cycle.state === 'completed' || cycle.state === 'cancelled')
        throw new Refusal({ code: 'action-not-allowed', action: 'edit', state: cycle.state });
      return work({
        tx,
        now,
        mustBeOpen: async () => mustNotBeFrozen(cycle, await findStage(tx, cycleId, 'intake'), now),
        frozenSince: async () => rulesFrozenSince(cycle, await findStage(tx, cycleId, 'intake'), now),
        deed: (action) => ({ actor, action, now }),
      });
    });
  }
}

/** What is wrong with the counting, where it is written anew: a rule that stands may outlive a criterion that it names. */
async function countingFaults(
  tx: EntityManager,
  cycleId: string,
  { before, rules }: { before: CountingRules | null; rules: CountingRules },
): Promise<FieldProblem[]> {
  const counted = ({ rankingRule, selectionRule, entryFacts }: CountingRules) =>
    canonicalJson({ rankingRule, selectionRule, entryFacts });
  if (before && counted(before) === counted(rules)) return [];
  const fields = [...(await listForms(tx, cycleId)).values()].flatMap((form) => form.fields);
  return countingProblems(rules, { criteria: await listCriteria(tx, cycleId), fields });
}

async function getCriterion(tx: EntityManager, cycleId: string, id: string): Promise<Criterion> {
  const criterion = await tx.findOneBy(Criterion, { id, cycleId });
  if (!criterion) throw new Refusal({ code: 'not-found' });
  return criterion;
}

/** Writes the kind into the edition in force; where there is none yet, only what is meant without words can be kept. */
async function keepKind(tx: EntityManager, { id, cycleId }: Criterion, kind: CriterionKind, deed: Deed): Promise<void> {
  mustBeKind(kind);
  const edition = await findEdition(tx, cycleId);
  if (!edition && kind.kind === 'numeric') return;
  if (!edition)
    throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/kind', rule: 'cycle-no-edition' }] });
  await save(tx, edition, { changes: { rankingRule: withKind(edition.rankingRule, id, kind) }, events: [] }, deed);
}

function withKind(rule: RankingRule, id: string, kind: CriterionKind): RankingRule {
  const { [id]: _before, ...others } = rule.kinds ?? {};
  const kinds = kind.kind === 'numeric' ? others : { ...others, [id]: kind };
  if (Object.keys(kinds).length > 0) return { ...rule, kinds };
  const { kinds: _none, ...rest } = rule;
  return rest;
}

const mostPlaces = 20;

function mustBeKind(kind: CriterionKind): void {
  if (kind.kind === 'rank' && kind.top > mostPlaces)
    throw new Refusal({
      code: 'invalid-input',
      problems: [{ pointer: '/kind', rule: 'too-big', values: { max: mostPlaces } }],
    });
  if (kind.kind !== 'levels') return;
  const problems = kind.levels.flatMap(({ points }, index) =>
    kind.levels.slice(0, index).some((other) => exact(other.points).equals(exact(points)))
      ? [{ pointer: '/kind', rule: 'duplicate', values: { id: points } }]
      : [],
  );
  if (kind.levels.length < 2) problems.push({ pointer: '/kind', rule: 'too-small', values: { min: '2' } } as never);
  if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
}

/** Stages stand in the order of their dates. */
async function inOrder(tx: EntityManager, cycleId: string): Promise<void> {
  const stages = await listStages(tx, cycleId);
  stages.sort((a, b) => a.opensAt.getTime() - b.opensAt.getTime() || a.closesAt.getTime() - b.closesAt.getTime());
  for (const [position, stage] of stages.entries())
    if (stage.position !== position) await tx.update(Stage, { id: stage.id }, { position });
}

function mustOpenBeforeItCloses({ opensAt, closesAt }: { opensAt: Date; closesAt: Date }): void {
  if (opensAt >= closesAt)
    throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/closesAt', rule: 'closes-before-it-opens' }] });
}

function mustBeScale({ scaleMin, scaleMax, scaleStep, weight }: CriterionInput): void {
  const problems = [
    ...(Number(scaleMin) < Number(scaleMax) ? [] : [{ pointer: '/scaleMax', rule: 'below-min' }]),
    ...(Number(scaleStep) > 0 ? [] : [{ pointer: '/scaleStep', rule: 'not-positive' }]),
    ...(Number(weight) >= 0 ? [] : [{ pointer: '/weight', rule: 'too-small', values: { min: '0' } }]),
  ];
  if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
}
