-- What was published cannot be unmade by leaving it out: at the end of the transaction a decision that went has given way to another fact.
CREATE OR REPLACE FUNCTION refuse_lost_award() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM publication u JOIN protocol p ON p.id = u.protocol_id WHERE p.meeting_id = OLD.meeting_id)
     AND NOT is_decision_kept(OLD.submission_id, OLD.outcome, OLD.region_code, OLD.decided_at, OLD.meeting_id) THEN
    RAISE EXCEPTION 'a published decision is not taken back' USING ERRCODE = '23514', CONSTRAINT = 'award_stays_published';
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS award_stays_published ON award;
CREATE CONSTRAINT TRIGGER award_stays_published AFTER DELETE ON award DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION refuse_lost_award();
