import type { Actor } from '../../domain/kernel/actor.js';
import type { EntityManager } from 'typeorm';
import { User } from '../users/user.entity.js';

/** What a person may do: roles in force and the organisations acted for, the one joined first comes first. */
export interface Standing {
  grants: Actor['grants'];
  organisationIds: string[];
  collaborations: NonNullable<Actor['collaborations']>;
  /** Of the organisation joined first. */
  organisationName: string | null;
  /** Whether a body has the person among the members of a sitting. */
  sits: boolean;
}

const standingOf = (user: string): string =>
  `coalesce((SELECT json_agg(json_build_object('role', g.role, 'cycleId', g.cycle_id, 'nominationId', g.nomination_id,
                                               'regionCode', g.region_code) ORDER BY g.granted_at)
               FROM role_grant g WHERE g.user_id = ${user} AND g.revoked_at IS NULL), '[]') AS grants,
   coalesce((SELECT json_agg(m.organisation_id ORDER BY m.created_at, m.organisation_id)
               FROM membership m WHERE m.user_id = ${user}), '[]') AS "organisationIds",
   coalesce((SELECT json_agg(json_build_object('submissionId', c.submission_id, 'right', c."right"))
               FROM submission_collaborator c WHERE c.user_id = ${user} AND c.removed_at IS NULL), '[]') AS collaborations,
   (SELECT o.name FROM membership m JOIN organisation o ON o.id = m.organisation_id WHERE m.user_id = ${user}
     ORDER BY m.created_at, m.organisation_id LIMIT 1) AS "organisationName",
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
