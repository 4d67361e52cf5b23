-- A conflict is declared after the assignment has ended, not beside it.
CREATE OR REPLACE FUNCTION refuse_conflict_of_assigned() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'dismissed' THEN RETURN NEW; END IF;
  PERFORM lock_pair(NEW.expert_id, NEW.submission_id);
  IF EXISTS (SELECT 1 FROM assignment a WHERE a.expert_id = NEW.expert_id
              AND a.submission_id = NEW.submission_id AND a.state = 'active') THEN
    RAISE EXCEPTION 'still assigned' USING ERRCODE = '23514', CONSTRAINT = 'assignment_no_conflict';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER conflict_not_assigned BEFORE INSERT OR UPDATE OF state ON conflict
  FOR EACH ROW EXECUTE FUNCTION refuse_conflict_of_assigned();
