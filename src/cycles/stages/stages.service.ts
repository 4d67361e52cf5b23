import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { inOrderOfDates, mustOpenBeforeItCloses } from '../../domain/cycles/stage.js';
import { mustNotMoveClose } from '../../domain/cycles/extension.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { create, remove, save, type Deed } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { Cycle } from '../cycle/cycle.entity.js';
import { mustBeVersion } from '../cycle/must-be-version.js';
import { announceAnew, planStageNotices } from './notices.service.js';
import { RuleChanges } from './rule-change.js';
import { Stage } from './stage.entity.js';
import { listStages, removeNoticesOf } from './stages.queries.js';
import type { StageInput } from './stages.schemas.js';

/** The stages of a cycle and their instants. */
@Injectable()
export class StagesService {
  constructor(private readonly changes: RuleChanges) {}

  add(actor: Actor, cycleId: string, input: StageInput): Promise<Stage> {
    return this.changes.within(actor, cycleId, async ({ tx, deed }) => {
      mustOpenBeforeItCloses(input);
      const stage = await create(tx, Stage, { ...input, id: newId(), cycleId, position: 1000 }, deed('add'));
      await reorder(tx, cycleId);
      await planStageNotices(tx);
      return stage;
    });
  }

  /**
   * Moves a stage; what is planned to be announced moves with it, what was announced is not announced again. The end of an intake
   * that has begun is moved by an extension alone.
   */
  move(
    actor: Actor,
    cycleId: string,
    input: { stageId: string; version: number; title: string; opensAt: Date; closesAt: Date },
  ): Promise<Stage> {
    return this.changes.within(actor, cycleId, async ({ tx, now, frozenSince, deed }) => {
      const { stageId, version, ...changes } = input;
      mustOpenBeforeItCloses(input);
      const stage = await tx.findOneBy(Stage, { id: stageId, cycleId });
      if (!stage) throw new Refusal({ code: 'not-found' });
      mustBeVersion(stage, version, now);
      mustNotMoveClose(stage, input.closesAt, { hasBegun: (await frozenSince()) !== null && stage.opensAt <= now });
      const isMoved =
        stage.opensAt.getTime() !== input.opensAt.getTime() || stage.closesAt.getTime() !== input.closesAt.getTime();
      await save(tx, stage, { changes, events: isMoved ? [{ type: 'stage.moved', stageId }] : [] }, deed('move'));
      await reorder(tx, cycleId);
      await planStageNotices(tx);
      return stage;
    });
  }

  /** Rules §1. So many minutes after the close a sending begun in time still counts; for staff alone. */
  grace(actor: Actor, cycleId: string, minutes: number): Promise<void> {
    return this.changes.within(actor, cycleId, async ({ tx, deed }) => {
      const cycle = await tx.findOneByOrFail(Cycle, { id: cycleId });
      await save(tx, cycle, { changes: { graceMinutes: minutes }, events: [] }, deed('grace'));
    });
  }

  /** Takes a stage away while the rules still move. */
  remove(actor: Actor, cycleId: string, stageId: string): Promise<void> {
    return this.changes.within(actor, cycleId, async ({ tx, mustBeOpen, deed }) => {
      await mustBeOpen();
      const stage = await tx.findOneBy(Stage, { id: stageId, cycleId });
      if (!stage) throw new Refusal({ code: 'not-found' });
      await removeNoticesOf(tx, stageId);
      await remove(tx, stage, deed('remove'));
    });
  }
}

/** Moves the end of a stage that has begun; what was announced of the old end is announced anew where it comes once more. */
export async function moveClose(tx: EntityManager, stage: Stage, closesAt: Date, deed: Deed): Promise<void> {
  await save(tx, stage, { changes: { closesAt }, events: [] }, deed);
  await reorder(tx, stage.cycleId);
  await announceAnew(tx, stage, deed.now);
}

async function reorder(tx: EntityManager, cycleId: string): Promise<void> {
  for (const [position, stage] of inOrderOfDates(await listStages(tx, cycleId)).entries())
    if (stage.position !== position) await tx.update(Stage, { id: stage.id }, { position });
}
