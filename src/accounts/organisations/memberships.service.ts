import { Injectable } from '@nestjs/common';
import { mustHaveRole, type Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { remove } from '../../platform/database/save.js';
import { mustBeId } from '../../platform/http/must-be-id.js';
import { getUser } from '../users/users.queries.js';
import { join } from './join.js';
import { Membership } from './membership.entity.js';
import { getOrganisation } from './organisations.queries.js';

/** Who acts for an organisation. */
@Injectable()
export class MembershipsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async join(actor: Actor, input: { userId: string; organisationId: string }): Promise<Membership> {
    mustHaveRole(actor, ['admin']);
    return this.db.transaction(async (tx) => {
      await getUser(tx, mustBeId(input.userId));
      await getOrganisation(tx, mustBeId(input.organisationId));
      return join(tx, input, { actor, action: 'join', now: this.clock.now() });
    });
  }

  async leave(actor: Actor, membershipId: string): Promise<Membership> {
    mustHaveRole(actor, ['admin']);
    return this.db.transaction(async (tx) => {
      const membership = await tx.findOneBy(Membership, { id: mustBeId(membershipId) });
      if (!membership) throw new Refusal({ code: 'not-found' });
      await remove(tx, membership, { actor, action: 'leave', now: this.clock.now() });
      return membership;
    });
  }
}
