import type { EntityManager } from 'typeorm';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { isId } from '../../platform/ids.js';
import { mustMeetAll } from './hidden-entries.queries.js';
import { mustExist } from './must-exist.js';
import { mustRunResults } from './results.policy.js';

/** Rankings and namings of one nomination go one after another. */
export async function lockNomination(tx: EntityManager, id: string): Promise<Nomination> {
  const lock = { mode: 'pessimistic_write' } as const;
  return mustExist(isId(id) ? await tx.findOne(Nomination, { where: { id }, lock }) : null);
}

/**
 * A nomination whose row is locked for one who runs its results and may meet each entry of it.
 * Refuses: `not-found`, `forbidden`, `conflict-of-interest`.
 */
export async function lockToRun(tx: EntityManager, actor: Actor, id: string): Promise<Nomination> {
  const nomination = await lockNomination(tx, id);
  mustRunResults(actor, { cycleId: nomination.cycleId, nominationId: id });
  await mustMeetAll(tx, actor, id);
  return nomination;
}
