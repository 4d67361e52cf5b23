-- Whether an entry has a place in rankings: an entry that was withdrawn after the choice keeps it in the ranking on
-- which the decisions rest.
CREATE OR REPLACE FUNCTION is_ranked(entry uuid, state text) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT state = 'admitted' OR EXISTS (SELECT 1 FROM entry_withdrawal w WHERE w.submission_id = entry AND w.keeps_place)
$$;
