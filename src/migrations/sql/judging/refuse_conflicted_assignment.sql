-- An expert is not assigned an entry with which there is a conflict of interest.
CREATE OR REPLACE FUNCTION refuse_conflicted_assignment() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'active' THEN
    PERFORM lock_pair(NEW.expert_id, NEW.submission_id);
    IF is_conflicted(NEW.expert_id, NEW.submission_id) THEN
      RAISE EXCEPTION 'conflict of interest' USING ERRCODE = '23514', CONSTRAINT = 'assignment_no_conflict';
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER assignment_no_conflict
  BEFORE INSERT OR UPDATE OF state, expert_id, submission_id ON assignment
  FOR EACH ROW EXECUTE FUNCTION refuse_conflicted_assignment();
