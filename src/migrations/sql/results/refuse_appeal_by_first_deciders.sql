-- Who took part in the first decision does not decide the appeal against it.
CREATE OR REPLACE FUNCTION refuse_appeal_by_first_deciders() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.decided_by_id IS NOT NULL
     AND took_part_in_decision(NEW.decided_by_id, NEW.publication_id, NEW.submission_id) THEN
    RAISE EXCEPTION 'took part in the decision' USING ERRCODE = '23514', CONSTRAINT = 'appeal_other_deciders';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER appeal_other_deciders BEFORE INSERT OR UPDATE OF decided_by_id ON appeal
  FOR EACH ROW EXECUTE FUNCTION refuse_appeal_by_first_deciders();
