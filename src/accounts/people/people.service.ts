import { Injectable } from '@nestjs/common';
import { mustHaveRole, type Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, record, save } from '../../platform/database/save.js';
import { decodeCursor, pageOf, type Page, inKey } from '../../platform/http/paging.js';
import { mustBeId } from '../../platform/http/must-be-id.js';
import { listMemberships } from '../organisations/organisations.queries.js';
import { getUser, plainEmail } from '../users/users.queries.js';
import { listGrants } from '../grants/grants.queries.js';
import type { Membership } from '../organisations/membership.entity.js';
import { endAccess } from '../sign-in/end-access.js';
import { hashPassword, mustBeGoodPassword } from '../sign-in/passwords.js';
import type { RoleGrant } from '../grants/role-grant.entity.js';
import { User } from '../users/user.entity.js';
import { homeZone } from '../../domain/kernel/local-day.js';

export interface NewUser {
  email: string;
  name: string;
  locale?: 'ru' | 'en';
  timeZone?: string;
  password?: string;
}

export interface PersonFile {
  user: User;
  grants: RoleGrant[];
  memberships: Membership[];
}

/** Administrators' work with people: their accounts. Reading about others is on record. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** People by address, found by part of the address or name. */
  async list(
    actor: Actor,
    filter: { q?: string | undefined; cursor?: string | undefined },
    limit = 50,
  ): Promise<Page<User>> {
    mustHaveRole(actor, ['admin']);
    return this.db.transaction(async (tx) => {
      const query = tx.createQueryBuilder(User, 'u').where('TRUE');
      const words = filter.q?.trim();
      if (words)
        query.andWhere('(u.email ILIKE :words OR u.name ILIKE :words)', {
          words: `%${words.replace(/[%_\\]/g, '\\$&')}%`,
        });
      const after = decodeCursor(filter.cursor, [inKey.text]);
      if (after) query.andWhere('u.email > :email', { email: after[0] });
      const rows = await query
        .orderBy('u.email')
        .limit(limit + 1)
        .getMany();
      const deed = { actor, action: 'read', now: this.clock.now() };
      const seen = { words: words ?? '', ids: rows.slice(0, limit).map(({ id }) => id) };
      await record(tx, deed, { subjectType: 'user_account', subjectId: 'list', before: null, after: seen });
      return pageOf(
        rows,
        limit,
        (row) => [row.email],
        (row) => row,
      );
    });
  }

  async read(actor: Actor, id: string): Promise<PersonFile> {
    mustHaveRole(actor, ['admin']);
    return this.db.transaction(async (tx) => {
      const user = await getUser(tx, mustBeId(id));
      if (actor.userId !== id) {
        const deed = { actor, action: 'read', now: this.clock.now() };
        await record(tx, deed, { subjectType: 'user_account', subjectId: id, before: null, after: null });
      }
      return { user, grants: await listGrants(tx, id), memberships: await listMemberships(tx, id) };
    });
  }

  /** A new account; without a password its person signs in by a link sent by mail. */
  async add(actor: Actor, input: NewUser): Promise<User> {
    mustHaveRole(actor, ['admin']);
    if (input.password !== undefined) mustBeGoodPassword(input.password);
    const passwordHash = input.password === undefined ? null : await hashPassword(input.password);
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const values = {
        email: plainEmail(input.email),
        name: input.name.trim(),
        passwordHash,
        locale: input.locale ?? ('ru' as const),
        timeZone: input.timeZone ?? homeZone,
        createdAt: now,
        deactivatedAt: null,
      };
      return create(tx, User, values, { actor, action: 'create', now });
    });
  }

  /**
   * Closes an account and whatever opens it, for good: opened again, it is entered anew. The person hears of it; what the
   * person did stays on record. Nobody closes the own account.
   */
  async deactivate(actor: Actor, id: string): Promise<void> {
    mustHaveRole(actor, ['admin']);
    if (actor.userId === id) throw new Refusal({ code: 'forbidden' });
    await this.db.transaction(async (tx) => {
      const user = await getUser(tx, mustBeId(id));
      const now = this.clock.now();
      const events = user.deactivatedAt ? [] : [{ type: 'user.deactivated', userId: id, at: now.toISOString() }];
      await save(tx, user, { changes: { deactivatedAt: now }, events }, { actor, action: 'deactivate', now });
      await endAccess(tx, { userId: id }, { actor, now });
    });
  }

  async reactivate(actor: Actor, id: string): Promise<void> {
    mustHaveRole(actor, ['admin']);
    await this.db.transaction(async (tx) => {
      const user = await getUser(tx, mustBeId(id));
      const deed = { actor, action: 'reactivate', now: this.clock.now() };
      await save(tx, user, { changes: { deactivatedAt: null }, events: [] }, deed);
    });
  }
}
