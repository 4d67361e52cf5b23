import { type EntityManager, In } from 'typeorm';
import { Expert } from './expert.entity.js';
import { isId, tokenHash } from '../../platform/ids.js';
import { Refusal } from '../../domain/kernel/refusal.js';

export function listExperts(em: EntityManager, cycleId: string): Promise<Expert[]> {
  return em.find(Expert, { where: { cycleId }, relations: { user: true }, order: { invitedAt: 'ASC', id: 'ASC' } });
}

export async function getExpert(em: EntityManager, id: string): Promise<Expert> {
  const expert = isId(id) ? await em.findOne(Expert, { where: { id }, relations: { user: true, cycle: true } }) : null;
  if (!expert) throw new Refusal({ code: 'not-found' });
  return expert;
}

/** An accepted place of the person's own; anybody else's does not exist. */
export async function getOwnExpert(em: EntityManager, userId: string, id: string): Promise<Expert> {
  const expert = await getExpert(em, id);
  if (expert.userId !== userId || expert.state !== 'accepted') throw new Refusal({ code: 'not-found' });
  return expert;
}

/** One of a jury with the row locked until the end of the transaction. */
export async function lockExpert(tx: EntityManager, id: string): Promise<Expert> {
  const expert = isId(id) ? await tx.findOne(Expert, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!expert) throw new Refusal({ code: 'not-found' });
  return expert;
}

/** The expert whom the link of an invitation names. Refuses an unknown or answered link with `link-expired`. */
export async function findInvited(em: EntityManager, token: string): Promise<Expert> {
  const expert = await em.findOne(Expert, {
    where: { tokenHash: tokenHash(token), state: In(['invited', 'lapsed']) },
    relations: { user: true, cycle: true },
  });
  if (!expert) throw new Refusal({ code: 'link-expired' });
  return expert;
}

export async function listKnownSpheres(em: EntityManager): Promise<string[]> {
  const rows: { sphere: string }[] = await em.query(
    `SELECT DISTINCT unnest(n.spheres) AS sphere FROM nomination n JOIN cycle c ON c.id = n.cycle_id
      WHERE c.state = 'announced' ORDER BY 1 LIMIT 60`,
  );
  return rows.map(({ sphere }) => sphere);
}

/** The person's own places on juries, the latest year first. */
export function listExpertsOfUser(em: EntityManager, userId: string): Promise<Expert[]> {
  return em.find(Expert, {
    where: { userId, state: In(['invited', 'lapsed', 'accepted']) },
    relations: { cycle: true },
    order: { cycle: { year: 'DESC' } },
  });
}
