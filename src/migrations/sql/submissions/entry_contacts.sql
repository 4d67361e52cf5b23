-- To whom one turns about an entry: who answers for it, where that person is there and may submit it, else all people of
-- the organisation.
CREATE OR REPLACE FUNCTION entry_contacts(entry uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE AS $$
  WITH may AS (
    SELECT m.user_id, true AS is_own, m.user_id IS NOT DISTINCT FROM s.responsible_id AS answers
      FROM submission s JOIN membership m ON m.organisation_id = s.organisation_id
      JOIN user_account u ON u.id = m.user_id AND u.deactivated_at IS NULL WHERE s.id = entry
    UNION ALL
    SELECT c.user_id, false, c.user_id IS NOT DISTINCT FROM s.responsible_id
      FROM submission s JOIN submission_collaborator c ON c.submission_id = s.id AND c.removed_at IS NULL AND c."right" = 'submit'
      JOIN user_account u ON u.id = c.user_id AND u.deactivated_at IS NULL WHERE s.id = entry)
  SELECT DISTINCT user_id FROM may WHERE answers OR (is_own AND NOT EXISTS (SELECT 1 FROM may WHERE answers))
$$;
