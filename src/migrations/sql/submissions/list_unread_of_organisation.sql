-- The words of an entry have its organisation's name: with a new name they are read again.
CREATE OR REPLACE FUNCTION list_unread_of_organisation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO submission_unread (submission_id)
    SELECT s.id FROM new_rows n JOIN old_rows o ON o.id = n.id AND o.name <> n.name
      JOIN submission s ON s.organisation_id = n.id AND s.revision_id IS NOT NULL
    ON CONFLICT (submission_id) DO UPDATE SET submission_id = excluded.submission_id;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER organisation_name_is_unread AFTER UPDATE ON organisation
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION list_unread_of_organisation()
