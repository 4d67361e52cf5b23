import type { EntityManager } from 'typeorm';
import { Membership } from './membership.entity.js';
import { Organisation } from './organisation.entity.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { isId } from '../../platform/ids.js';
import { User } from '../users/user.entity.js';

export function listMemberships(em: EntityManager, userId: string): Promise<Membership[]> {
  return em.find(Membership, { where: { userId }, relations: { organisation: true }, order: { createdAt: 'ASC' } });
}

export async function getOrganisation(em: EntityManager, id: string): Promise<Organisation> {
  const organisation = isId(id) ? await em.findOneBy(Organisation, { id }) : null;
  if (!organisation) throw new Refusal({ code: 'not-found' });
  return organisation;
}

/** People who act for an organisation, for letters. */
export function listMembersOf(em: EntityManager, organisationId: string): Promise<User[]> {
  return em
    .createQueryBuilder(User, 'u')
    .innerJoin(Membership, 'm', 'm.user_id = u.id')
    .where('m.organisation_id = :organisationId AND u.deactivated_at IS NULL', { organisationId })
    .orderBy('u.email')
    .getMany();
}
