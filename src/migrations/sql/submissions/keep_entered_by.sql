-- Who entered an entry on behalf of its organisation is a fact of its beginning.
CREATE OR REPLACE FUNCTION keep_entered_by() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'who entered an entry is never rewritten' USING ERRCODE = '23514', CONSTRAINT = 'submission_entered_by_kept';
END $$;

CREATE OR REPLACE TRIGGER submission_entered_by_kept BEFORE UPDATE OF entered_by_id ON submission
  FOR EACH ROW WHEN (OLD.entered_by_id IS DISTINCT FROM NEW.entered_by_id) EXECUTE FUNCTION keep_entered_by();
