import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { cancelCycle, cycleProblems, cycleWorkflow } from '../../domain/cycles/cycle.js';
import { mustHaveRole, type Actor } from '../../domain/kernel/actor.js';
import { Refusal, type FieldProblem } from '../../domain/kernel/refusal.js';
import { next } from '../../domain/kernel/workflow.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { Cycle } from '../cycle/cycle.entity.js';
import { findEdition } from '../editions/editions.queries.js';
import { listCriteria } from '../criteria/criteria.queries.js';
import { listForms } from '../forms/forms.queries.js';
import { listNominations } from '../nominations/nominations.queries.js';
import { findStage, listStages } from '../stages/stages.queries.js';
import { lockCycle } from '../cycle/cycle.queries.js';
import type { CycleInput } from '../cycle/cycle.schemas.js';
import { planStageNotices } from '../stages/notices.service.js';
import { mustBeVersion } from '../cycle/must-be-version.js';
import { homeZone } from '../../domain/kernel/local-day.js';

/** The verbs of a year's competition as a whole. */
@Injectable()
export class CyclesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** A new year, seen by its organizers alone until it is announced. */
  draft(actor: Actor, input: CycleInput): Promise<Cycle> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      mustHaveRole(actor, ['organizer']);
      const values = {
        ...input,
        id: newId(),
        state: 'draft' as const,
        timeZone: homeZone,
        generated: false,
        createdAt: now,
        announcedAt: null,
      };
      return create(tx, Cycle, values, { actor, action: 'draft', now });
    });
  }

  edit(actor: Actor, id: string, input: { version: number; title: string; note: string }): Promise<Cycle> {
    return this.change(actor, id, async (tx, cycle, now) => {
      mustBeVersion(cycle, input.version, now);
      const { title, note } = input;
      return save(tx, cycle, { changes: { title, note }, events: [] }, { actor, action: 'edit', now });
    });
  }

  /** What is missing before the cycle may be announced; an empty list when nothing is. */
  async lint(actor: Actor, id: string): Promise<FieldProblem[]> {
    return this.db.transaction(async (tx) => {
      mustHaveRole(actor, ['organizer', 'chair', 'secretary', 'auditor'], { cycleId: id });
      return lint(tx, await lockCycle(tx, id), this.clock.now());
    });
  }

  /** Shows the cycle to everybody and plans its announcements. Refuses with what `lint` finds. */
  announce(actor: Actor, id: string): Promise<Cycle> {
    return this.change(actor, id, async (tx, cycle, now) => {
      const state = next(cycleWorkflow, cycle.state, 'announce');
      const problems = await lint(tx, cycle, now);
      if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
      const decision = { changes: { state, announcedAt: now }, events: [{ type: 'cycle.announced', cycleId: id }] };
      await save(tx, cycle, decision, { actor, action: 'announce', now });
      await planStageNotices(tx);
      return cycle;
    });
  }

  complete(actor: Actor, id: string): Promise<Cycle> {
    return this.change(actor, id, async (tx, cycle, now) => {
      const state = next(cycleWorkflow, cycle.state, 'complete');
      const decision = { changes: { state }, events: [{ type: 'cycle.completed', cycleId: id }] };
      return save(tx, cycle, decision, { actor, action: 'complete', now });
    });
  }

  /** Calls the competition off; what `cancelCycle` refuses. Everybody concerned is told, with the reason. */
  cancel(actor: Actor, id: string, input: { reason: string; knowingly: boolean }): Promise<Cycle> {
    return this.change(actor, id, async (tx, cycle, now) => {
      const intake = await findStage(tx, id, 'intake');
      const decision = cancelCycle(cycle, { ...input, intake, now });
      return save(tx, cycle, decision, { actor, action: 'cancel', now });
    });
  }

  private change(
    actor: Actor,
    id: string,
    work: (tx: EntityManager, cycle: Cycle, now: Date) => Promise<Cycle>,
  ): Promise<Cycle> {
    return this.db.transaction(async (tx) => {
      const cycle = await lockCycle(tx, id);
      mustHaveRole(actor, ['organizer'], { cycleId: id });
      return work(tx, cycle, this.clock.now());
    });
  }
}

async function lint(tx: EntityManager, cycle: Cycle, now: Date): Promise<FieldProblem[]> {
  const forms = await listForms(tx, cycle.id);
  const nominations = await listNominations(tx, cycle.id);
  return cycleProblems({
    now,
    stages: await listStages(tx, cycle.id),
    nominations: nominations.map(({ id, title }) => ({ title, fields: forms.get(id)?.fields ?? null })),
    criteria: await listCriteria(tx, cycle.id),
    edition: await findEdition(tx, cycle.id),
  });
}
