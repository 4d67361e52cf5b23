-- Nor that nobody is.
CREATE OR REPLACE FUNCTION refuse_uncarried_nobody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF is_carried_decision(NEW.meeting_id, NEW.nomination_id, NEW.outcome, NEW.region_code, NULL,
                         NEW.ballot_id, NULL) IS NOT TRUE THEN
    RAISE EXCEPTION 'no ballot carried this' USING ERRCODE = '23514', CONSTRAINT = 'not_awarded_is_carried';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER not_awarded_is_carried BEFORE INSERT OR UPDATE ON not_awarded
  FOR EACH ROW EXECUTE FUNCTION refuse_uncarried_nobody();
