-- How each entry of a cycle stands with the reviews that it owes, at an instant: what is needed are reviews that were
-- not given back, of entries that are still in. Dropped is who has not handed all in by the close of the stage, was
-- not excused and is of no exempt nomination, where the edition in force drops those. Groups by the entry as well, so
-- that whoever asks about one entry reads the rows of that one.
CREATE OR REPLACE FUNCTION cross_review_standing(cycle uuid, at timestamptz)
RETURNS TABLE (
  submission_id uuid, needed integer, submitted integer, excused boolean, exempt boolean, dropped boolean
)
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
$$;
