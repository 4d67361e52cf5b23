import { Injectable } from '@nestjs/common';
import type { Person } from '../../domain/kernel/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { save } from '../../platform/database/save.js';
import { getUser } from '../users/users.queries.js';
import { listMemberships } from '../organisations/organisations.queries.js';
import { listGrants } from '../grants/grants.queries.js';
import type { Membership } from '../organisations/membership.entity.js';
import type { RoleGrant } from '../grants/role-grant.entity.js';
import type { User } from '../users/user.entity.js';

/** A person's own account. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async read({ userId }: Person): Promise<{ user: User; grants: RoleGrant[]; memberships: Membership[] }> {
    const [user, grants, memberships] = await Promise.all([
      getUser(this.db.reader, userId),
      listGrants(this.db.reader, userId),
      listMemberships(this.db.reader, userId),
    ]);
    return { user, grants, memberships };
  }

  change(actor: Person, changes: Pick<User, 'name' | 'locale' | 'timeZone'>): Promise<User> {
    return this.db.transaction(async (tx) => {
      const user = await getUser(tx, actor.userId);
      return save(tx, user, { changes, events: [] }, { actor, action: 'edit', now: this.clock.now() });
    });
  }
}
