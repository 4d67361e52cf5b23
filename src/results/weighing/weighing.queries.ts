import type { EntityManager } from 'typeorm';
import type { WorthSettings } from '../../domain/results/rankings/ranking-worth.js';

/** Whoever has a ranking weighed waits here for another who does. */
export async function lockWeighing(tx: EntityManager, rankingId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 4))', [rankingId]);
}

/** Which are the latest figures of a ranking; null before the first. */
export async function findWeighingId(em: EntityManager, rankingId: string): Promise<string | null> {
  const [row]: { id: string }[] = await em.query(
    'SELECT id FROM weighing WHERE ranking_id = $1 ORDER BY id DESC LIMIT 1',
    [rankingId],
  );
  return row?.id ?? null;
}

/** Who could be asked for another sheet: accepted experts with the places that they have left. */
export function listFreeExperts(em: EntityManager, cycleId: string): Promise<WorthSettings['experts']> {
  return em.query(
    `SELECT x.id AS "expertId", (x.capacity - count(a.id))::int AS capacity
       FROM expert x LEFT JOIN assignment a ON a.expert_id = x.id AND a.state = 'active'
      WHERE x.cycle_id = $1 AND x.state = 'accepted' GROUP BY x.id HAVING x.capacity > count(a.id) ORDER BY x.id`,
    [cycleId],
  );
}

/** Pairs of a nomination that must not meet, or have met: conflicts, and whoever was assigned once already. */
export function listBarredPairs(em: EntityManager, nominationId: string): Promise<WorthSettings['conflicts']> {
  return em.query(
    `SELECT s.id AS "entryId", x.id AS "expertId"
       FROM submission s JOIN expert x ON x.cycle_id = s.cycle_id AND x.state = 'accepted'
      WHERE s.nomination_id = $1 AND s.state = 'admitted'
        AND (is_conflicted(x.id, s.id)
             OR EXISTS (SELECT 1 FROM assignment a WHERE a.expert_id = x.id AND a.submission_id = s.id))
      ORDER BY s.id, x.id`,
    [nominationId],
  );
}
