import type { EntityManager } from 'typeorm';
import { Membership } from '../../src/accounts/membership.entity.js';
import { Organisation } from '../../src/accounts/organisation.entity.js';
import { hashPassword } from '../../src/accounts/passwords.js';
import { RoleGrant } from '../../src/accounts/role-grant.entity.js';
import { User } from '../../src/accounts/user.entity.js';
import type { Actor, Role } from '../../src/domain/actor.js';
import { newId } from '../../src/platform/ids.js';

const made = new Date('2026-01-12T09:00:00Z');
let serial = 0;

interface GivenUser extends Partial<User> {
  password?: string;
  roles?: { role: Role; cycleId?: string; nominationId?: string; regionCode?: string }[];
  memberOf?: Organisation[];
}

/** Rows that a test needs and does not speak about; what it says of them wins. */
export const given = {
  async user(em: EntityManager, { password, roles = [], memberOf = [], ...values }: GivenUser = {}): Promise<User> {
    serial += 1;
    const user = Object.assign(new User(), {
      id: newId(),
      email: `person${serial}@example.org`,
      name: `Иванова Мария ${serial}`,
      passwordHash: password ? await hashPassword(password) : null,
      locale: 'ru',
      timeZone: 'Europe/Moscow',
      createdAt: made,
      deactivatedAt: null,
      version: 1,
      ...values,
    });
    await em.insert(User, user);
    for (const { role, cycleId = null, nominationId = null, regionCode = null } of roles)
      await em.insert(RoleGrant, {
        id: newId(),
        userId: user.id,
        role,
        cycleId,
        nominationId,
        regionCode,
        grantedById: null,
        grantedAt: made,
        revokedAt: null,
      });
    for (const organisation of memberOf)
      await em.insert(Membership, {
        id: newId(),
        userId: user.id,
        organisationId: organisation.id,
        createdAt: made,
      });
    return user;
  },

  async organisation(em: EntityManager, values: Partial<Organisation> = {}): Promise<Organisation> {
    serial += 1;
    const organisation = Object.assign(new Organisation(), {
      id: newId(),
      name: `Министерство ${serial}`,
      kind: 'executive',
      regionCode: 'RU-BA',
      createdAt: made,
      version: 1,
      ...values,
    });
    await em.insert(Organisation, organisation);
    return organisation;
  },
};

/** The person as the one who acts, for calls of services. */
export function actorOf(user: User, rest: Partial<Actor> = {}): Actor & { userId: string } {
  const plain = { name: user.name, grants: [], organisationIds: [], kind: 'person' as const, tokenScopes: null };
  return { ...plain, ...rest, userId: user.id };
}
