import type { EntityManager } from 'typeorm';

/** What an own entry owes in the cross-review of a running cycle, at the instant. */
export interface CrossTask {
  entryId: string;
  title: string;
  left: number;
  dropped: boolean;
  owing: boolean;
  /** Comments on the entry that its entrants may read. */
  readable: number;
  opensAt: Date;
  closesAt: Date;
  /** The zone of the cycle. */
  closesIn: string;
}

/** Own entries that owe reviews of others, dropped out because they did not write them, or have comments to read. */
export function listCrossTasks(em: EntityManager, organisationIds: readonly string[], now: Date): Promise<CrossTask[]> {
  return em.query(
    `SELECT s.id AS "entryId", s.title, x.needed - x.submitted AS left, x.dropped, f.owing, f.readable, g.opens_at AS "opensAt",
            g.closes_at AS "closesAt", c.time_zone AS "closesIn"
       FROM (SELECT DISTINCT s.cycle_id, c.time_zone FROM cross_review_duty d JOIN submission s ON s.id = d.submission_id
               JOIN cycle c ON c.id = s.cycle_id AND c.state = 'announced' WHERE s.organisation_id = ANY($1)) c
       JOIN stage g ON g.cycle_id = c.cycle_id AND g.kind = 'cross-review'
       CROSS JOIN LATERAL cross_review_standing(c.cycle_id, $2) x
       JOIN submission s ON s.id = x.submission_id AND s.organisation_id = ANY($1)
       CROSS JOIN LATERAL (
         SELECT x.submitted < x.needed AND NOT x.excused AND NOT x.exempt AND g.closes_at > $2 AS owing,
                (SELECT count(*)::int FROM comments_for_entrants(s.id, $2)) AS readable) f
      WHERE x.dropped OR f.owing OR f.readable > 0
      ORDER BY g.closes_at, s.register_number`,
    [[...organisationIds], now],
  );
}
