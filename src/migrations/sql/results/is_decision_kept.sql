-- Whether what a sitting decided of an entry is still there, or gave way to what is on record: the entry was withdrawn, it moved up from
-- the reserve, or the same question was decided again since, at another sitting than `at_sitting` (null: at any).
CREATE OR REPLACE FUNCTION is_decision_kept(entry uuid, kind text, region text, since timestamptz, at_sitting uuid)
RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM award w WHERE w.submission_id = entry AND (w.outcome = kind OR w.follows_id IS NOT NULL))
      OR EXISTS (SELECT 1 FROM entry_withdrawal w WHERE w.submission_id = entry)
      OR EXISTS (SELECT 1 FROM submission s JOIN award w ON w.nomination_id = s.nomination_id
                  WHERE s.id = entry AND w.outcome = kind AND w.region_code IS NOT DISTINCT FROM region
                    AND w.decided_at >= since AND w.meeting_id IS DISTINCT FROM at_sitting)
      OR EXISTS (SELECT 1 FROM submission s JOIN not_awarded n ON n.nomination_id = s.nomination_id
                  WHERE s.id = entry AND n.outcome = kind AND n.region_code IS NOT DISTINCT FROM region
                    AND n.decided_at >= since AND n.meeting_id IS DISTINCT FROM at_sitting)
$$;
