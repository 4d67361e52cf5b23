-- A vote is given while the ballot is open, and has a name unless the ballot is secret.
CREATE OR REPLACE FUNCTION refuse_wrong_vote() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE b ballot%ROWTYPE;
BEGIN
  SELECT * INTO b FROM ballot WHERE id = NEW.ballot_id;
  IF b.state <> 'open' THEN
    RAISE EXCEPTION 'the ballot is closed' USING ERRCODE = '23514', CONSTRAINT = 'ballot_vote_while_open';
  END IF;
  IF b.secret <> (NEW.member_id IS NULL) THEN
    RAISE EXCEPTION 'a secret vote has no name'
      USING ERRCODE = '23514', CONSTRAINT = 'ballot_vote_secret_has_no_name';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER ballot_vote_fits BEFORE INSERT ON ballot_vote
  FOR EACH ROW EXECUTE FUNCTION refuse_wrong_vote();
