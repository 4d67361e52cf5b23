import { type EntityManager, IsNull } from 'typeorm';
import { RoleGrant } from './role-grant.entity.js';
import type { Role } from '../../domain/kernel/actor.js';
import { User } from '../users/user.entity.js';

export function listGrants(em: EntityManager, userId: string): Promise<RoleGrant[]> {
  return em.find(RoleGrant, { where: { userId, revokedAt: IsNull() }, order: { grantedAt: 'ASC' } });
}

/** People who hold one of the roles for a cycle (or everywhere), for letters and lists. */
export function listHolders(em: EntityManager, roles: Role[], cycleId: string | null): Promise<User[]> {
  return em
    .createQueryBuilder(User, 'u')
    .where(
      `u.deactivated_at IS NULL AND EXISTS (SELECT 1 FROM role_grant g WHERE g.user_id = u.id AND g.revoked_at IS NULL
        AND g.role = ANY(:roles) AND (g.cycle_id IS NULL OR g.cycle_id = :cycleId))`,
      { roles, cycleId },
    )
    .orderBy('u.email')
    .getMany();
}
