-- The entries that a person must not meet, as a set, so that a list asks once and not for each of its rows: own
-- conflicts, the own organisations' entries, those on which the person works or has worked, and conflicts as an expert
-- that were not dismissed.
CREATE OR REPLACE FUNCTION entries_hidden_from(person uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE AS $$
  SELECT c.submission_id FROM staff_conflict c WHERE c.user_id = person
  UNION ALL
  SELECT s.id FROM membership m JOIN submission s ON s.organisation_id = m.organisation_id WHERE m.user_id = person
  UNION ALL
  SELECT c.submission_id FROM submission_collaborator c WHERE c.user_id = person
  UNION ALL
  SELECT c.submission_id FROM expert e JOIN conflict c ON c.expert_id = e.id
   WHERE e.user_id = person AND c.state <> 'dismissed'
$$;
