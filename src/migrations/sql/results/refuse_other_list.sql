-- A list that waits is applied or cancelled as it was shown: nothing of it but its state ever changes.
CREATE OR REPLACE FUNCTION refuse_other_list() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'pending' OR NEW.items <> OLD.items OR NEW.replaces <> OLD.replaces
     OR NEW.hash <> OLD.hash OR NEW.meeting_id <> OLD.meeting_id
     OR NEW.cycle_id <> OLD.cycle_id OR NEW.ground <> OLD.ground OR NEW.despite <> OLD.despite
     OR NEW.prepared_by_id <> OLD.prepared_by_id OR NEW.prepared_at <> OLD.prepared_at THEN
    RAISE EXCEPTION 'the list stands' USING ERRCODE = '23514', CONSTRAINT = 'decision_batch_stands';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER decision_batch_stands BEFORE UPDATE ON decision_batch
  FOR EACH ROW EXECUTE FUNCTION refuse_other_list();
