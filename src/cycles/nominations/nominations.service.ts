import { Injectable } from '@nestjs/common';
import type { Actor } from '../../domain/kernel/actor.js';
import { create, remove, save } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { mustBeVersion } from '../cycle/must-be-version.js';
import { RuleChanges } from '../stages/rule-change.js';
import { Nomination } from './nomination.entity.js';
import { getNominationIn, listNominations, removeFormsOf } from './nominations.queries.js';
import type { NominationInput } from './nominations.schemas.js';

/** Nominations: what may be entered, and by whom. */
@Injectable()
export class NominationsService {
  constructor(private readonly changes: RuleChanges) {}

  add(actor: Actor, cycleId: string, input: NominationInput): Promise<Nomination> {
    return this.changes.within(actor, cycleId, async ({ tx, mustBeOpen, deed }) => {
      await mustBeOpen();
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
    return this.changes.within(actor, cycleId, async ({ tx, now, mustBeOpen, deed }) => {
      const nomination = await getNominationIn(tx, cycleId, id);
      mustBeVersion(nomination, version, now);
      const touchesRules =
        nomination.code !== changes.code ||
        nomination.quotaPerRegion !== changes.quotaPerRegion ||
        nomination.allowedKinds.join() !== changes.allowedKinds.join();
      if (touchesRules) await mustBeOpen();
      return save(tx, nomination, { changes, events: [] }, deed('edit'));
    });
  }

  /** Only a nomination that nobody has entered may go; the database refuses others with `still-in-use`. */
  remove(actor: Actor, cycleId: string, id: string): Promise<void> {
    return this.changes.within(actor, cycleId, async ({ tx, mustBeOpen, deed }) => {
      await mustBeOpen();
      const nomination = await getNominationIn(tx, cycleId, id);
      await removeFormsOf(tx, id);
      await remove(tx, nomination, deed('remove'));
    });
  }
}
