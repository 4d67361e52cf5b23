import type { EntityManager } from 'typeorm';
import type { HangsOn } from '../../domain/accounts/merging.js';
import { Organisation } from './organisation.entity.js';

/** Everything that names an organisation, by table; the column is `organisation_id` in all. */
export const hanging = ['membership', 'submission', 'expert', 'invitation', 'membership_request'] as const;

/** What hangs on an organisation that would be merged into another, in numbers. */
export async function countHanging(em: EntityManager, fromId: string, intoId: string): Promise<HangsOn> {
  const [row] = await em.query<[HangsOn]>(
    `SELECT (SELECT count(*)::int FROM membership WHERE organisation_id = $1) AS people,
            (SELECT count(*)::int FROM membership a JOIN membership b ON b.user_id = a.user_id AND b.organisation_id = $2
              WHERE a.organisation_id = $1) AS "peopleOfBoth",
            (SELECT count(*)::int FROM submission WHERE organisation_id = $1 AND first_submitted_at IS NOT NULL) AS entries,
            (SELECT count(*)::int FROM submission WHERE organisation_id = $1 AND first_submitted_at IS NULL) AS drafts,
            (SELECT count(*)::int FROM expert WHERE organisation_id = $1) AS experts,
            (SELECT count(*)::int FROM invitation WHERE organisation_id = $1 AND accepted_at IS NULL AND declined_at IS NULL)
              AS invitations,
            (SELECT count(*)::int FROM membership_request WHERE organisation_id = $1 AND state = 'open') AS requests,
            (SELECT count(*)::int FROM assignment a JOIN expert e ON e.id = a.expert_id JOIN submission s ON s.id = a.submission_id
              WHERE a.state = 'active' AND ((e.organisation_id = $1 AND s.organisation_id = $2)
                                         OR (e.organisation_id = $2 AND s.organisation_id = $1))) AS conflicts`,
    [fromId, intoId],
  );
  return row;
}

/** Both rows, locked in the order of their ids, so that two mergings of the same pair wait and do not block each other. */
export async function lockPairOf(tx: EntityManager, ids: readonly [string, string]): Promise<Organisation[]> {
  return tx
    .createQueryBuilder(Organisation, 'o')
    .where('o.id = ANY(:ids)', { ids: [...ids] })
    .orderBy('o.id')
    .setLock('pessimistic_write')
    .getMany();
}

/** Pairs of one region of which one was said not to be the other, the latest first. */
export function listDoubtful(
  em: EntityManager,
): Promise<{ id: string; name: string; likeId: string; like: string; regionCode: string }[]> {
  return em.query(
    `SELECT o.id, o.name, k.id AS "likeId", k.name AS like, o.region_code AS "regionCode"
       FROM organisation o JOIN organisation k ON k.id = o.like_id
      WHERE o.merged_into_id IS NULL AND k.merged_into_id IS NULL ORDER BY o.created_at DESC, o.id LIMIT 50`,
  );
}
