-- No decision is recorded that a ballot of its sitting did not carry.
CREATE OR REPLACE FUNCTION refuse_uncarried_award() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF is_carried_decision(NEW.meeting_id, NEW.nomination_id, NEW.outcome, NEW.region_code, NEW.submission_id,
                         NEW.ballot_id, NEW.follows_id) IS NOT TRUE THEN
    RAISE EXCEPTION 'no ballot carried this' USING ERRCODE = '23514', CONSTRAINT = 'award_is_carried';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER award_is_carried BEFORE INSERT OR UPDATE ON award
  FOR EACH ROW EXECUTE FUNCTION refuse_uncarried_award();
