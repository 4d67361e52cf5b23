import type { EntityManager } from 'typeorm';
import { Nomination } from './nomination.entity.js';
import { isId } from '../../platform/ids.js';
import { Refusal } from '../../domain/kernel/refusal.js';

export function listNominations(em: EntityManager, cycleId: string): Promise<Nomination[]> {
  return em.find(Nomination, { where: { cycleId }, order: { position: 'ASC' } });
}

export async function getNomination(em: EntityManager, id: string): Promise<Nomination> {
  const nomination = isId(id) ? await em.findOneBy(Nomination, { id }) : null;
  if (!nomination) throw new Refusal({ code: 'not-found' });
  return nomination;
}

/** The same in a cycle; a nomination of another one does not exist there. */
export async function getNominationIn(em: EntityManager, cycleId: string, id: string): Promise<Nomination> {
  const nomination = await getNomination(em, id);
  if (nomination.cycleId !== cycleId) throw new Refusal({ code: 'not-found' });
  return nomination;
}

/** The forms of a nomination that goes; the database keeps those that an entry answers. */
export async function removeFormsOf(tx: EntityManager, nominationId: string): Promise<void> {
  await tx.query('DELETE FROM form_version WHERE nomination_id = $1', [nominationId]);
}
