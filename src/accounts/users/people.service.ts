import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { mustHaveRole, type Actor, type Role } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, record, remove, save } from '../../platform/database/save.js';
import { decodeCursor, pageOf, type Page, inKey } from '../../platform/http/paging.js';
import { isId } from '../../platform/ids.js';
import { getOrganisation, listMemberships } from '../organisations/organisations.queries.js';
import { getUser, plainEmail } from './users.queries.js';
import { listGrants } from '../grants/grants.queries.js';
import { Membership } from '../organisations/membership.entity.js';
import { hashPassword, mustBeGoodPassword } from '../sign-in/passwords.js';
import { RoleGrant } from '../grants/role-grant.entity.js';
import { Session } from '../sign-in/session.entity.js';
import { User } from './user.entity.js';

export interface NewUser {
  email: string;
  name: string;
  locale?: 'ru' | 'en';
  timeZone?: string;
  password?: string;
}

export interface NewGrant {
  userId: string;
  role: Role;
  cycleId?: string | null;
  nominationId?: string | null;
  regionCode?: string | null;
}

export interface PersonFile {
  user: User;
  grants: RoleGrant[];
  memberships: Membership[];
}

/** Administrators' work with people: accounts, role grants, memberships. Reading about others is on record. */
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
        timeZone: input.timeZone ?? 'Europe/Moscow',
        createdAt: now,
        deactivatedAt: null,
      };
      return create(tx, User, values, { actor, action: 'create', now });
    });
  }

  /** Closes an account and ends its sessions; what the person did stays on record. Nobody closes the own account. */
  async deactivate(actor: Actor, id: string): Promise<void> {
    mustHaveRole(actor, ['admin']);
    if (actor.userId === id) throw new Refusal({ code: 'forbidden' });
    await this.db.transaction(async (tx) => {
      const user = await getUser(tx, mustBeId(id));
      const now = this.clock.now();
      await save(tx, user, { changes: { deactivatedAt: now }, events: [] }, { actor, action: 'deactivate', now });
      await tx.update(Session, { userId: id, revokedAt: IsNull() }, { revokedAt: now });
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

  async grants(actor: Actor, userId: string): Promise<RoleGrant[]> {
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

  async join(actor: Actor, input: { userId: string; organisationId: string }): Promise<Membership> {
    mustHaveRole(actor, ['admin']);
    return this.db.transaction(async (tx) => {
      await getUser(tx, mustBeId(input.userId));
      await getOrganisation(tx, mustBeId(input.organisationId));
      const now = this.clock.now();
      return create(tx, Membership, { ...input, createdAt: now }, { actor, action: 'join', now });
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

function mustBeId(id: string): string {
  if (!isId(id)) throw new Refusal({ code: 'not-found' });
  return id;
}
