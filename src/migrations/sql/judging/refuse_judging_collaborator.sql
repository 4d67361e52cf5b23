-- Who is assigned an entry does not work on it; who has judged it does not come to work on it either.
CREATE OR REPLACE FUNCTION refuse_judging_collaborator() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM expert e WHERE e.user_id = NEW.user_id) THEN RETURN NEW; END IF;
  -- Whoever writes very many pairs holds these tables.
  LOCK TABLE conflict IN ROW EXCLUSIVE MODE;
  PERFORM lock_pair(e.id, NEW.submission_id) FROM expert e WHERE e.user_id = NEW.user_id;
  IF EXISTS (SELECT 1 FROM assignment a JOIN expert e ON e.id = a.expert_id
              WHERE e.user_id = NEW.user_id AND a.submission_id = NEW.submission_id
                AND (a.state = 'active' OR EXISTS (SELECT 1 FROM evaluation v WHERE v.assignment_id = a.id))) THEN
    RAISE EXCEPTION 'conflict of interest' USING ERRCODE = '23514', CONSTRAINT = 'submission_collaborator_no_judge';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER submission_collaborator_no_judge BEFORE INSERT ON submission_collaborator
  FOR EACH ROW EXECUTE FUNCTION refuse_judging_collaborator();
