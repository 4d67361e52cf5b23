-- A publication needs two people under its protocol.
CREATE OR REPLACE FUNCTION refuse_publication_without_two() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(DISTINCT a.user_id) FROM approval a WHERE a.protocol_id = NEW.protocol_id) < 2 THEN
    RAISE EXCEPTION 'two approvers are needed' USING ERRCODE = '23514', CONSTRAINT = 'publication_two_approvers';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER publication_two_approvers BEFORE INSERT ON publication
  FOR EACH ROW EXECUTE FUNCTION refuse_publication_without_two();
