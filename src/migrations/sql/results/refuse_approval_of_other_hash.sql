-- A signature is under the protocol as it is, not under an earlier form of it.
CREATE OR REPLACE FUNCTION refuse_approval_of_other_hash() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM protocol p WHERE p.id = NEW.protocol_id AND p.hash = NEW.hash) THEN
    RAISE EXCEPTION 'another protocol' USING ERRCODE = '23514', CONSTRAINT = 'approval_of_this_hash';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER approval_of_this_hash BEFORE INSERT ON approval
  FOR EACH ROW EXECUTE FUNCTION refuse_approval_of_other_hash();
