import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { mustHaveRole, type Actor } from '../../domain/kernel/actor.js';
import { mustNotBeFrozen } from '../../domain/cycles/cycle.js';
import { formProblems, type FormField } from '../../domain/cycles/form.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, remove, save, type Deed } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import type { Cycle } from '../cycle/cycle.entity.js';
import { findCurrentForm } from '../forms/forms.queries.js';
import { getNomination, listNominations } from './nominations.queries.js';
import { findStage } from '../stages/stages.queries.js';
import { lockCycle } from '../cycle/cycle.queries.js';
import { mustBeVersion } from '../cycle/must-be-version.js';
import type { NominationInput } from '../cycles.schemas.js';
import { FormVersion } from '../forms/form-version.entity.js';
import { Nomination } from './nomination.entity.js';

interface Scene {
  tx: EntityManager;
  cycle: Cycle;
  now: Date;
  deed: (action: string) => Deed;
}

/** Nominations and what they ask. */
@Injectable()
export class NominationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  add(actor: Actor, cycleId: string, input: NominationInput): Promise<Nomination> {
    return this.within(actor, cycleId, async ({ tx, cycle, now, deed }) => {
      mustNotBeFrozen(cycle, await findStage(tx, cycleId, 'intake'), now);
      const position = (await listNominations(tx, cycleId)).length;
      return create(tx, Nomination, { ...input, id: newId(), cycleId, position }, deed('add'));
    });
  }

  /** Words may be mended at any time; the code, who may enter and the quota stand once the intake has begun. */
  edit(
    actor: Actor,
    cycleId: string,
    { id, version, ...changes }: NominationInput & { id: string; version: number },
  ): Promise<Nomination> {
    return this.within(actor, cycleId, async ({ tx, cycle, now, deed }) => {
      const nomination = await inCycle(tx, cycleId, id);
      mustBeVersion(nomination, version, now);
      const touchesRules =
        nomination.code !== changes.code ||
        nomination.quotaPerRegion !== changes.quotaPerRegion ||
        nomination.allowedKinds.join() !== changes.allowedKinds.join();
      if (touchesRules) mustNotBeFrozen(cycle, await findStage(tx, cycleId, 'intake'), now);
      return save(tx, nomination, { changes, events: [] }, deed('edit'));
    });
  }

  /** Only a nomination that nobody has entered may go; the database refuses others with `still-in-use`. */
  remove(actor: Actor, cycleId: string, id: string): Promise<void> {
    return this.within(actor, cycleId, async ({ tx, cycle, now, deed }) => {
      mustNotBeFrozen(cycle, await findStage(tx, cycleId, 'intake'), now);
      const nomination = await inCycle(tx, cycleId, id);
      await tx.delete(FormVersion, { nominationId: id });
      await remove(tx, nomination, deed('remove'));
    });
  }

  /** A new version of the form; entries keep the one that they answer. An unchanged form makes no version. */
  editForm(
    actor: Actor,
    cycleId: string,
    input: { id: string; number: number; fields: FormField[] },
  ): Promise<FormVersion> {
    return this.within(actor, cycleId, async ({ tx, now, deed }) => {
      await inCycle(tx, cycleId, input.id);
      const problems = formProblems(input.fields);
      if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
      const current = await findCurrentForm(tx, input.id);
      mustBeVersion({ version: current?.number ?? 0 }, input.number, now);
      if (current && JSON.stringify(current.fields) === JSON.stringify(input.fields)) return current;
      const values = { nominationId: input.id, number: input.number + 1, fields: input.fields, createdAt: now };
      return create(tx, FormVersion, values, deed('edit-form'));
    });
  }

  private within<T>(actor: Actor, cycleId: string, work: (scene: Scene) => Promise<T>): Promise<T> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const cycle = await lockCycle(tx, cycleId);
      mustHaveRole(actor, ['organizer'], { cycleId });
      return work({ tx, cycle, now, deed: (action) => ({ actor, action, now }) });
    });
  }
}

async function inCycle(tx: EntityManager, cycleId: string, id: string): Promise<Nomination> {
  const nomination = await getNomination(tx, id);
  if (nomination.cycleId !== cycleId) throw new Refusal({ code: 'not-found' });
  return nomination;
}
