import type { EntityManager } from 'typeorm';
import { IsNull } from 'typeorm';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { Changes } from '../../platform/database/changes.js';
import type { Submission } from '../entries/submission.entity.js';
import { Collaborator } from './collaborator.entity.js';

/**
 * Rules §4.13. An entry that an organizer entered on behalf of an organisation goes over to somebody of it: that person answers for
 * it, and the organizer works on it no more. Refuses `link-expired` where the organizer answers for it no more.
 */
export async function letHolderGo(
  changes: Changes,
  tx: EntityManager,
  entry: Submission,
  { toId, now }: { toId: string; now: Date },
): Promise<void> {
  const { id: submissionId, enteredById, responsibleId } = entry;
  if (enteredById === null || responsibleId !== enteredById) throw new Refusal({ code: 'link-expired' });
  const holder = await tx.findOneBy(Collaborator, { submissionId, userId: enteredById, removedAt: IsNull() });
  if (holder) changes.save(holder, { changes: { removedAt: now, removedById: toId }, events: [] }, 'hand-over');
  changes.save(entry, { changes: { responsibleId: toId }, events: [] }, 'take-over');
}
