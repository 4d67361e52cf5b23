import { IsNull, type EntityManager } from 'typeorm';
import { Refusal } from '../domain/refusal.js';
import type { Actor, Role } from '../domain/actor.js';
import { Membership } from './membership.entity.js';
import { Organisation } from './organisation.entity.js';
import { RoleGrant } from './role-grant.entity.js';
import { User } from './user.entity.js';

export const plainEmail = (email: string): string => email.trim().toLowerCase();

export function findUserByEmail(em: EntityManager, email: string): Promise<User | null> {
  return em.findOneBy(User, { email: plainEmail(email) });
}

export async function getUser(em: EntityManager, id: string): Promise<User> {
  const user = await em.findOneBy(User, { id });
  if (!user) throw new Refusal({ code: 'not-found' });
  return user;
}

export function listGrants(em: EntityManager, userId: string): Promise<RoleGrant[]> {
  return em.find(RoleGrant, { where: { userId, revokedAt: IsNull() }, order: { grantedAt: 'ASC' } });
}

export function listMemberships(em: EntityManager, userId: string): Promise<Membership[]> {
  return em.find(Membership, { where: { userId }, relations: { organisation: true }, order: { createdAt: 'ASC' } });
}

/** What a person may do: roles in force and the organisations acted for, the one joined first comes first. */
export interface Standing {
  grants: Actor['grants'];
  organisations: { id: string; name: string }[];
  /** Whether a body has the person among the members of a sitting. */
  sits: boolean;
}

const standingOf = (user: string): string =>
  `coalesce((SELECT json_agg(json_build_object('role', g.role, 'cycleId', g.cycle_id, 'nominationId', g.nomination_id,
                                               'regionCode', g.region_code) ORDER BY g.granted_at)
               FROM role_grant g WHERE g.user_id = ${user} AND g.revoked_at IS NULL), '[]') AS grants,
   coalesce((SELECT json_agg(json_build_object('id', o.id, 'name', o.name) ORDER BY m.created_at, o.id)
               FROM membership m JOIN organisation o ON o.id = m.organisation_id WHERE m.user_id = ${user}), '[]') AS organisations,
   EXISTS (SELECT 1 FROM meeting_member s WHERE s.user_id = ${user}) AS sits`;

export async function getStanding(em: EntityManager, userId: string): Promise<Standing> {
  const [row] = await em.query<Standing[]>(`SELECT ${standingOf('$1')}`, [userId]);
  return row!;
}

/** A session or token in force with its person and what that person may do. */
export interface Holder extends Standing {
  id: string;
  lastAt: Date | null;
  /** Of a token; null for a session. */
  scopes: string[] | null;
  user: Pick<User, 'id' | 'name' | 'email' | 'locale' | 'timeZone'>;
}

/** In one bare read: every request asks it. Null where the key is unknown, revoked or past, or the account is closed. */
export async function findHolder(
  em: EntityManager,
  { of, hash, now }: { of: 'session' | 'api_token'; hash: string; now: Date },
): Promise<Holder | null> {
  const own = of === 'session' ? 'k.seen_at AS "lastAt", NULL AS scopes' : 'k.used_at AS "lastAt", k.scopes';
  const [row] = await em.query<Holder[]>(
    `SELECT k.id, ${own}, ${standingOf('u.id')},
            json_build_object('id', u.id, 'name', u.name, 'email', u.email, 'locale', u.locale, 'timeZone', u.time_zone) AS user
       FROM ${of} k JOIN user_account u ON u.id = k.user_id AND u.deactivated_at IS NULL
      WHERE k.token_hash = $1 AND k.revoked_at IS NULL AND k.expires_at > $2`,
    [hash, now],
  );
  return row ?? null;
}

export async function getOrganisation(em: EntityManager, id: string): Promise<Organisation> {
  const organisation = await em.findOneBy(Organisation, { id });
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
