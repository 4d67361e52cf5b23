-- A correction is applied under two approvals of this very content, and stands then. Until then it may go, but not
-- change.
CREATE OR REPLACE FUNCTION guard_correction() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'applied' THEN
    RAISE EXCEPTION 'an applied correction stands' USING ERRCODE = '23514', CONSTRAINT = 'correction_stands';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF (NEW.nomination_id, NEW.ranking_id, NEW.ground, NEW.changes, NEW.hash, NEW.appeal_id)
     IS DISTINCT FROM (OLD.nomination_id, OLD.ranking_id, OLD.ground, OLD.changes, OLD.hash, OLD.appeal_id) THEN
    RAISE EXCEPTION 'prepare another correction' USING ERRCODE = '23514', CONSTRAINT = 'correction_stands';
  END IF;
  IF NEW.state = 'applied' AND (SELECT count(DISTINCT a.user_id) FROM correction_approval a
                                 WHERE a.correction_id = NEW.id AND a.hash = NEW.hash) < 2 THEN
    RAISE EXCEPTION 'two approvals are needed' USING ERRCODE = '23514', CONSTRAINT = 'correction_two_approvers';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER correction_guard BEFORE UPDATE OR DELETE ON correction
  FOR EACH ROW EXECUTE FUNCTION guard_correction();
