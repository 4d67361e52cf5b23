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
