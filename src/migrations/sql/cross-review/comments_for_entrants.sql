-- The comments that the entrants of an entry may read at an instant: those that were let through, and no sooner than
-- the stage has closed, so that nobody writes with an eye to what was written about them.
CREATE OR REPLACE FUNCTION comments_for_entrants(entry uuid, at timestamptz) RETURNS SETOF uuid
LANGUAGE sql STABLE AS $$
  SELECT v.id FROM cross_review v
    JOIN cross_review_moderation m ON m.review_id = v.id AND m.state = 'passed'
    JOIN submission s ON s.id = v.submission_id AND s.state = 'admitted'
    JOIN cycle c ON c.id = s.cycle_id AND c.state <> 'cancelled'
    JOIN stage g ON g.cycle_id = s.cycle_id AND g.kind = 'cross-review' AND g.closes_at <= at
   WHERE v.submission_id = entry AND v.state = 'submitted'
$$;
