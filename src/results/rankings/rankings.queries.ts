import { In, type EntityManager } from 'typeorm';
import { StoredRanking } from './stored-ranking.entity.js';
import { isId } from '../../platform/ids.js';
import { Refusal } from '../../domain/kernel/refusal.js';

/** The latest ranking of a nomination. Ids grow with time, and two of one instant keep their order. */
export async function findLatestRanking(em: EntityManager, nominationId: string): Promise<StoredRanking | null> {
  const [ranking] = await em.find(StoredRanking, { where: { nominationId }, order: { id: 'DESC' }, take: 1 });
  return ranking ?? null;
}

/** The latest ranking of each nomination, whole. */
export async function listLatestRankings(em: EntityManager, cycleId: string): Promise<StoredRanking[]> {
  const rows: { id: string }[] = await em.query(
    'SELECT DISTINCT ON (nomination_id) id FROM ranking WHERE cycle_id = $1 ORDER BY nomination_id, id DESC',
    [cycleId],
  );
  return em.find(StoredRanking, { where: { id: In(rows.map(({ id }) => id)) } });
}

/** The latest ranking of each nomination, and whether anything that it counted has changed since. */
export interface RankingHead {
  id: string;
  nominationId: string;
  computedAt: Date;
  stale: boolean;
}

export function listRankingHeads(em: EntityManager, cycleId: string, now: Date): Promise<RankingHead[]> {
  return em.query(
    `WITH latest AS (
       SELECT DISTINCT ON (nomination_id) id, nomination_id, edition_id, sheets, computed_at
         FROM ranking WHERE cycle_id = $1 ORDER BY nomination_id, id DESC),
     gate AS (
       SELECT coalesce((SELECT decision_rules->>'onlyLaureatesJudged' = 'true' AND decision_rules->'kinds' ? 'regional-laureate'
                          FROM regulation_edition WHERE cycle_id = $1 ORDER BY number DESC LIMIT 1), false) AS on_),
     laureate AS (
       SELECT submission_id AS id FROM award WHERE cycle_id = $1 AND outcome = 'regional-laureate'),
     counted AS (
       SELECT s.nomination_id, max(s.screened_at) AS screened_at, max(e.submitted_at) AS submitted_at,
              count(e.id)::int AS sheets
         FROM submission s
         LEFT JOIN assignment a ON a.submission_id = s.id AND a.state = 'active'
         LEFT JOIN evaluation e ON e.assignment_id = a.id AND e.state = 'submitted'
        WHERE s.cycle_id = $1 AND is_ranked(s.id, s.state)
          AND (NOT (SELECT on_ FROM gate) OR s.state <> 'admitted' OR s.id IN (SELECT id FROM laureate))
        GROUP BY s.nomination_id)
     SELECT l.id, l.nomination_id AS "nominationId", l.computed_at AS "computedAt",
            (l.edition_id <> (SELECT id FROM regulation_edition WHERE cycle_id = $1 ORDER BY number DESC LIMIT 1)
             OR l.sheets <> coalesce(c.sheets, 0)
             OR (SELECT count(*) FROM cross_review_standing($1, $2) x) > 0
                AND coalesce((SELECT jsonb_agg(d ORDER BY d) FROM jsonb_path_query(
                                (SELECT r.inputs FROM ranking r WHERE r.id = l.id),
                                '$.entries[*] ? (exists(@.crossReview)).id') d), '[]')
                 <> coalesce((SELECT jsonb_agg(to_jsonb(x.submission_id) ORDER BY to_jsonb(x.submission_id))
                                FROM cross_review_standing($1, $2) x JOIN submission s ON s.id = x.submission_id
                               WHERE x.dropped AND s.nomination_id = l.nomination_id), '[]')
             OR (SELECT on_ FROM gate)
                AND EXISTS (
                  SELECT 1 FROM submission s
                   WHERE s.nomination_id = l.nomination_id AND s.state = 'admitted'
                     AND (s.id IN (SELECT id FROM laureate)) <> (to_jsonb(s.id) IN (SELECT jsonb_path_query(
                           (SELECT r.inputs FROM ranking r WHERE r.id = l.id), '$.entries[*].id'))))
             OR greatest(c.screened_at, c.submitted_at,
                         (SELECT max(v.recorded_at) FROM open_vote v WHERE v.nomination_id = l.nomination_id),
                         (SELECT max(b.recorded_at) FROM body_ballots b WHERE b.nomination_id = l.nomination_id),
                         (SELECT max(k.applied_at) FROM correction k WHERE k.nomination_id = l.nomination_id))
                > l.computed_at) IS NOT FALSE AS stale
       FROM latest l LEFT JOIN counted c USING (nomination_id)`,
    [cycleId, now],
  );
}

export async function getRanking(em: EntityManager, id: string): Promise<StoredRanking> {
  const ranking = isId(id) ? await em.findOneBy(StoredRanking, { id }) : null;
  if (!ranking) throw new Refusal({ code: 'not-found' });
  return ranking;
}
