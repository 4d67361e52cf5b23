-- That nobody is awarded is decided by a sitting with a quorum, and not beside somebody who is.
CREATE OR REPLACE FUNCTION refuse_groundless_nobody() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM award w WHERE w.nomination_id = NEW.nomination_id AND w.outcome = NEW.outcome
                AND w.region_code IS NOT DISTINCT FROM NEW.region_code) THEN
    RAISE EXCEPTION 'somebody is' USING ERRCODE = '23514', CONSTRAINT = 'award_or_nobody';
  END IF;
  IF has_quorum(NEW.meeting_id, NEW.nomination_id) IS NOT TRUE THEN
    RAISE EXCEPTION 'the sitting has no quorum' USING ERRCODE = '23514', CONSTRAINT = 'not_awarded_has_quorum';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER not_awarded_has_ground BEFORE INSERT ON not_awarded
  FOR EACH ROW EXECUTE FUNCTION refuse_groundless_nobody();
