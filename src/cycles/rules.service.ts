import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { mustHaveRole, type Actor } from '../domain/actor.js';
import { mustNotBeFrozen, rulesFrozenSince } from '../domain/cycle.js';
import { judgingRuleProblems, judgingRulesFrom } from '../domain/judging-rules.js';
import { publicationRulesFrom } from '../domain/publication-rules.js';
import { mustGiveReason } from '../domain/submission.js';
import { Refusal } from '../domain/refusal.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { create, remove, save, type Deed } from '../platform/database/save.js';
import { newId } from '../platform/ids.js';
import { Criterion } from './criterion.entity.js';
import { findEdition, findStage, listCriteria, listStages, lockCycle } from './cycles.queries.js';
import { mustBeVersion } from './cycles.service.js';
import type { CriterionInput, EditionInput, StageInput } from './cycles.schemas.js';
import { planStageNotices } from './notices.service.js';
import { RegulationEdition } from './regulation-edition.entity.js';
import { Stage } from './stage.entity.js';

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
      const judgingRules = judgingRulesFrom(said.judgingRules ?? edition?.judgingRules);
      const problems = judgingRuleProblems(judgingRules);
      if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
      const publicationRules = publicationRulesFrom(said.publicationRules ?? edition?.publicationRules);
      const rules = { ...said, judgingRules, publicationRules };
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

  addCriterion(actor: Actor, cycleId: string, input: CriterionInput): Promise<Criterion> {
    return this.within(actor, cycleId, async ({ tx, mustBeOpen, deed }) => {
      await mustBeOpen();
      mustBeScale(input);
      const position = (await listCriteria(tx, cycleId)).length;
      return create(tx, Criterion, { ...input, id: newId(), cycleId, position }, deed('add'));
    });
  }

  editCriterion(
    actor: Actor,
    cycleId: string,
    { id, version, ...changes }: CriterionInput & { id: string; version: number },
  ): Promise<Criterion> {
    return this.within(actor, cycleId, async ({ tx, now, mustBeOpen, deed }) => {
      await mustBeOpen();
      mustBeScale(changes);
      const criterion = await getCriterion(tx, cycleId, id);
      mustBeVersion(criterion, version, now);
      return save(tx, criterion, { changes, events: [] }, deed('edit'));
    });
  }

  removeCriterion(actor: Actor, cycleId: string, id: string): Promise<void> {
    return this.within(actor, cycleId, async ({ tx, mustBeOpen, deed }) => {
      await mustBeOpen();
      await remove(tx, await getCriterion(tx, cycleId, id), deed('remove'));
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

async function getCriterion(tx: EntityManager, cycleId: string, id: string): Promise<Criterion> {
  const criterion = await tx.findOneBy(Criterion, { id, cycleId });
  if (!criterion) throw new Refusal({ code: 'not-found' });
  return criterion;
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
