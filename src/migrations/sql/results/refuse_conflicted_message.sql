-- Who has a conflict of interest says nothing of the entry.
CREATE OR REPLACE FUNCTION refuse_conflicted_message() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF is_staff_conflicted(NEW.author_id, NEW.submission_id) THEN
    RAISE EXCEPTION 'conflict of interest' USING ERRCODE = '23514', CONSTRAINT = 'discussion_message_no_conflict';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER discussion_message_no_conflict BEFORE INSERT ON discussion_message
  FOR EACH ROW EXECUTE FUNCTION refuse_conflicted_message();
