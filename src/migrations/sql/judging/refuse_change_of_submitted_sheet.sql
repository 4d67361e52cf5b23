-- A submitted sheet leaves its state in three ways: set aside; reopened as a draft with the same contents by a grant
-- for this very version; restored to a version of the past by a restoration that two people have approved.
CREATE OR REPLACE FUNCTION refuse_change_of_submitted_sheet() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE untouched boolean;
BEGIN
  IF TG_OP = 'DELETE' AND OLD.state = 'draft' THEN RETURN OLD; END IF;
  IF TG_OP = 'UPDATE' AND OLD.state = 'draft' THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' THEN
    untouched := NEW.scores = OLD.scores AND NEW.remarks = OLD.remarks AND NEW.cannot_judge = OLD.cannot_judge
      AND NEW.revision_id = OLD.revision_id AND NEW.assignment_id = OLD.assignment_id;
    IF untouched AND OLD.state = 'submitted' AND NEW.state = 'set-aside' AND NEW.submitted_at = OLD.submitted_at THEN
      RETURN NEW;
    END IF;
    IF untouched AND OLD.state = 'submitted' AND NEW.state = 'draft' AND NEW.submitted_at IS NULL AND EXISTS (
         SELECT 1 FROM sheet_reopening r WHERE r.evaluation_id = OLD.id AND r.sheet_version = OLD.version
           AND r.state = 'granted') AND NEW.version > OLD.version THEN
      RETURN NEW;
    END IF;
    IF NEW.assignment_id = OLD.assignment_id AND is_sheet_restored(OLD.id, OLD, NEW) THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'the sheet is submitted' USING ERRCODE = '23514', CONSTRAINT = 'evaluation_frozen';
END $$;

CREATE OR REPLACE TRIGGER evaluation_frozen BEFORE UPDATE OR DELETE ON evaluation
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_submitted_sheet();
