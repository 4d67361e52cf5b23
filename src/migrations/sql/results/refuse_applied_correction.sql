-- A correction begins as prepared: nobody inserts an applied one past its approvals.
CREATE OR REPLACE FUNCTION refuse_applied_correction() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'prepared' THEN
    RAISE EXCEPTION 'two approvals are needed' USING ERRCODE = '23514', CONSTRAINT = 'correction_two_approvers';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER correction_begins_prepared BEFORE INSERT ON correction
  FOR EACH ROW EXECUTE FUNCTION refuse_applied_correction();
