-- The entries of a cycle that dropped out of the cross-review. Looks first whether there is one, as `is_dropped_out`
-- does.
CREATE OR REPLACE FUNCTION entries_dropped_out(cycle uuid, at timestamptz) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM cross_review_allotment l WHERE l.cycle_id = cycle)
     AND EXISTS (SELECT 1 FROM stage g WHERE g.cycle_id = cycle AND g.kind = 'cross-review' AND g.closes_at <= at) THEN
    RETURN QUERY SELECT x.submission_id FROM cross_review_standing(cycle, at) x WHERE x.dropped;
  END IF;
END $$;
