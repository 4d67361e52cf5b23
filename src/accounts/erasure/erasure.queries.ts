import type { EntityManager } from 'typeorm';

/** How much is kept about a person, by the kinds of `fates`. */
export type Kept = Record<string, number>;

/** In one bare read; what there is none of is 0. */
export async function countKept(em: EntityManager, userId: string): Promise<Kept> {
  const [row] = await em.query<Kept[]>(
    `SELECT 1 AS account,
            (SELECT count(*)::int FROM session WHERE user_id = $1) + (SELECT count(*)::int FROM api_token WHERE user_id = $1) AS sessions,
            (SELECT count(*)::int FROM role_grant WHERE user_id = $1 AND revoked_at IS NULL) AS roles,
            (SELECT count(*)::int FROM membership WHERE user_id = $1) AS organisations,
            (SELECT count(*)::int FROM kept_text WHERE user_id = $1 AND texts IS NOT NULL) AS typed,
            (SELECT count(*)::int FROM drafts_of_nobody_else($1)) AS drafts,
            (SELECT count(*)::int FROM delivery d JOIN user_account u ON u.id = $1 WHERE d.recipient = u.email) AS letters,
            (SELECT count(*)::int FROM person_consent c JOIN practice_person p ON p.id = c.person_id
               JOIN user_account u ON u.email = p.email WHERE u.id = $1) AS consents,
            (SELECT count(*)::int FROM question WHERE user_id = $1) AS questions,
            (SELECT count(DISTINCT submission_id)::int FROM submission_revision WHERE submitted_by_id = $1) AS entries,
            (SELECT count(*)::int FROM evaluation v JOIN assignment a ON a.id = v.assignment_id
               JOIN expert x ON x.id = a.expert_id WHERE x.user_id = $1) AS judging,
            (SELECT count(*)::int FROM meeting_member WHERE user_id = $1) AS sittings,
            (SELECT count(*)::int FROM audit_record WHERE actor_id = $1) AS log`,
    [userId],
  );
  return row!;
}
