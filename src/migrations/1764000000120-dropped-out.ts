import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who dropped out of the cross-review is asked for wherever sheets are counted, and quickly. */
export class DroppedOut1764000000120 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of standing) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Queries ask by these functions: restore the database instead');
  }
}

/**
 * The same rule as before. It groups by the entry as well, so that whoever asks about one entry reads the rows of that one.
 * `is_dropped_out` and `entries_dropped_out` look first whether there is a cross-review at all: queues and boards of
 * cycles without one pay for a look into an index.
 */
const standing = [
  `CREATE OR REPLACE FUNCTION cross_review_standing(cycle uuid, at timestamptz)
     RETURNS TABLE (submission_id uuid, needed integer, submitted integer, excused boolean, exempt boolean, dropped boolean)
     LANGUAGE sql STABLE AS $$
     WITH rule AS (
       SELECT e.judging_rules->'crossReview' AS said FROM regulation_edition e
        WHERE e.cycle_id = cycle ORDER BY e.number DESC LIMIT 1),
     over AS (
       SELECT EXISTS (SELECT 1 FROM stage g JOIN cycle c ON c.id = g.cycle_id AND c.state <> 'cancelled'
                       WHERE g.cycle_id = cycle AND g.kind = 'cross-review' AND g.closes_at <= at) AS is_over),
     owed AS (
       SELECT d.submission_id, d.excused_at IS NOT NULL AS excused, s.nomination_id,
              count(v.id) FILTER (WHERE v.state <> 'conflicted' AND o.state = 'admitted')::int AS needed,
              count(v.id) FILTER (WHERE v.state = 'submitted' AND o.state = 'admitted')::int AS submitted
         FROM cross_review_duty d
         JOIN submission s ON s.id = d.submission_id AND s.cycle_id = cycle AND s.state = 'admitted'
         LEFT JOIN cross_review v ON v.duty_id = d.id
         LEFT JOIN submission o ON o.id = v.submission_id
        GROUP BY d.submission_id, d.id, s.id)
     SELECT w.submission_id, w.needed, w.submitted, w.excused,
            coalesce(rule.said->'exempt' ? n.code, false),
            coalesce(over.is_over AND NOT w.excused AND w.submitted < w.needed
              AND (rule.said->>'reviews')::int > 0 AND coalesce(rule.said->>'unfinished', 'dropped') = 'dropped'
              AND NOT coalesce(rule.said->'exempt' ? n.code, false), false)
       FROM owed w JOIN nomination n ON n.id = w.nomination_id CROSS JOIN over LEFT JOIN rule ON true
   $$`,
  'CREATE INDEX cross_review_of_duty ON cross_review (duty_id)',
  `CREATE FUNCTION is_dropped_out(entry uuid, at timestamptz) RETURNS boolean
     LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
   BEGIN
     IF NOT EXISTS (SELECT 1 FROM cross_review_duty d WHERE d.submission_id = entry AND d.excused_at IS NULL) THEN
       RETURN false;
     END IF;
     RETURN EXISTS (SELECT 1 FROM submission s CROSS JOIN LATERAL cross_review_standing(s.cycle_id, at) x
                     WHERE s.id = entry AND x.submission_id = entry AND x.dropped);
   END $$`,
  `CREATE FUNCTION entries_dropped_out(cycle uuid, at timestamptz) RETURNS SETOF uuid
     LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 AS $$
   BEGIN
     IF EXISTS (SELECT 1 FROM cross_review_allotment l WHERE l.cycle_id = cycle)
        AND EXISTS (SELECT 1 FROM stage g WHERE g.cycle_id = cycle AND g.kind = 'cross-review' AND g.closes_at <= at) THEN
       RETURN QUERY SELECT x.submission_id FROM cross_review_standing(cycle, at) x WHERE x.dropped;
     END IF;
   END $$`,
];
