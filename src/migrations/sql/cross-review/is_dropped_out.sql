-- Whether an entry dropped out of the cross-review. Looks first whether it owes anything: queues and boards of cycles
-- without a cross-review pay for a look into an index.
CREATE OR REPLACE FUNCTION is_dropped_out(entry uuid, at timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM cross_review_duty d WHERE d.submission_id = entry AND d.excused_at IS NULL) THEN
    RETURN false;
  END IF;
  RETURN EXISTS (SELECT 1 FROM submission s CROSS JOIN LATERAL cross_review_standing(s.cycle_id, at) x
                  WHERE s.id = entry AND x.submission_id = entry AND x.dropped);
END $$;
