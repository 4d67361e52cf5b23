-- Drafts that were never submitted and that nobody but this person could go on with.
CREATE OR REPLACE FUNCTION drafts_of_nobody_else(person uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE AS $$
  SELECT s.id FROM submission s
   WHERE s.state = 'draft' AND s.first_submitted_at IS NULL AND s.revision_id IS NULL
     AND (s.responsible_id = person OR s.started_by_id = person)
     AND NOT EXISTS (SELECT 1 FROM membership m JOIN user_account u ON u.id = m.user_id AND u.deactivated_at IS NULL
                      WHERE m.organisation_id = s.organisation_id AND m.user_id <> person)
     AND NOT EXISTS (SELECT 1 FROM submission_collaborator c
                      WHERE c.submission_id = s.id AND c.user_id <> person AND c.removed_at IS NULL)
$$;
