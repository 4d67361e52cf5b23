-- A sheet is handed in for an assignment in force only, whoever comes first.
CREATE OR REPLACE FUNCTION refuse_sheet_of_ended_assignment() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT a.state FROM assignment a WHERE a.id = NEW.assignment_id) <> 'active' THEN
    RAISE EXCEPTION 'the assignment has ended'
      USING ERRCODE = '23514', CONSTRAINT = 'evaluation_of_active_assignment';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER evaluation_of_active_assignment BEFORE UPDATE OF state ON evaluation
  FOR EACH ROW WHEN (OLD.state = 'draft' AND NEW.state = 'submitted')
  EXECUTE FUNCTION refuse_sheet_of_ended_assignment();
