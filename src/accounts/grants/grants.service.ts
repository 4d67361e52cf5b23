import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { mustHaveRole, type Actor, type Role } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save } from '../../platform/database/save.js';
import { mustBeId } from '../../platform/http/must-be-id.js';
import { getUser } from '../users/users.queries.js';
import { listGrants } from './grants.queries.js';
import { mustBeScope } from './scopes.queries.js';
import { RoleGrant } from './role-grant.entity.js';

export interface NewGrant {
  userId: string;
  role: Role;
  cycleId?: string | null;
  nominationId?: string | null;
  regionCode?: string | null;
}

/** Roles in their scopes, given and taken by administrators. */
@Injectable()
export class GrantsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor, userId: string): Promise<RoleGrant[]> {
    mustHaveRole(actor, ['admin']);
    return listGrants(this.db.reader, mustBeId(userId));
  }

  async grant(actor: Actor, { userId, role, cycleId = null, nominationId = null, regionCode = null }: NewGrant) {
    mustHaveRole(actor, ['admin']);
    if (role === 'coordinator' && !regionCode)
      throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/regionCode', rule: 'required' }] });
    return this.db.transaction(async (tx) => {
      await getUser(tx, mustBeId(userId));
      const now = this.clock.now();
      const scope = { cycleId, nominationId, regionCode };
      await mustBeScope(tx, scope);
      const values = { userId, role, ...scope, grantedById: actor.userId, grantedAt: now, revokedAt: null };
      return create(tx, RoleGrant, values, { actor, action: 'grant', now });
    });
  }

  /** Takes a role back; that it was held stays on record. Nobody takes the administrator's role from oneself. */
  async revoke(actor: Actor, grantId: string): Promise<RoleGrant> {
    mustHaveRole(actor, ['admin']);
    return this.db.transaction(async (tx) => {
      const grant = await tx.findOneBy(RoleGrant, { id: mustBeId(grantId), revokedAt: IsNull() });
      if (!grant) throw new Refusal({ code: 'not-found' });
      if (grant.role === 'admin' && grant.userId === actor.userId) throw new Refusal({ code: 'forbidden' });
      const now = this.clock.now();
      return save(tx, grant, { changes: { revokedAt: now }, events: [] }, { actor, action: 'revoke', now });
    });
  }
}
