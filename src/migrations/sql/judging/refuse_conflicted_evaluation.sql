-- A sheet is begun for an assignment in force and without a conflict of interest.
CREATE OR REPLACE FUNCTION refuse_conflicted_evaluation() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM assignment a WHERE a.id = NEW.assignment_id
              AND (a.state <> 'active' OR is_conflicted(a.expert_id, a.submission_id))) THEN
    RAISE EXCEPTION 'conflict of interest' USING ERRCODE = '23514', CONSTRAINT = 'evaluation_no_conflict';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER evaluation_no_conflict BEFORE INSERT ON evaluation
  FOR EACH ROW EXECUTE FUNCTION refuse_conflicted_evaluation();
