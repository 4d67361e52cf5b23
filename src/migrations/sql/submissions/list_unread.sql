-- An entry whose title, number or revision is new has words that no search knows yet. A mark that is there already is held
-- until the transaction ends, so that nobody works it off on what was before.
CREATE OR REPLACE FUNCTION list_unread() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO submission_unread (submission_id) SELECT id FROM written WHERE revision_id IS NOT NULL
    ON CONFLICT (submission_id) DO UPDATE SET submission_id = excluded.submission_id;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER submission_is_unread_new AFTER INSERT ON submission
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION list_unread();

CREATE OR REPLACE TRIGGER submission_is_unread_changed AFTER UPDATE ON submission
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION list_unread()
