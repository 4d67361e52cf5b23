-- What was handed in or given back stands; an open review stays with its entry and its reviewer.
CREATE OR REPLACE FUNCTION refuse_change_of_cross_review() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state = 'open' AND NEW.id = OLD.id AND NEW.duty_id = OLD.duty_id
     AND NEW.reviewer_id = OLD.reviewer_id AND NEW.submission_id = OLD.submission_id
     AND NEW.revision_id = OLD.revision_id THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the review stands' USING ERRCODE = '23514', CONSTRAINT = 'cross_review_frozen';
END $$;

CREATE OR REPLACE TRIGGER cross_review_frozen BEFORE UPDATE OR DELETE ON cross_review
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_cross_review();
