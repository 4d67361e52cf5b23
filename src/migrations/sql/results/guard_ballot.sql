-- What is put to the vote is of the agenda's nomination, is not voted on twice at once, and is not decided yet. A ballot is closed by a
-- sitting with a quorum; what it asks never changes, and closed it stays as it is.
CREATE OR REPLACE FUNCTION guard_ballot() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE item agenda_item%ROWTYPE;
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.state = 'closed' THEN
    RAISE EXCEPTION 'a closed ballot stays' USING ERRCODE = '23514', CONSTRAINT = 'ballot_stays_closed';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  SELECT * INTO item FROM agenda_item WHERE id = NEW.agenda_item_id;
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.agenda_item_id, NEW.question, NEW.secret, NEW.position, NEW.motion)
       IS DISTINCT FROM (OLD.agenda_item_id, OLD.question, OLD.secret, OLD.position, OLD.motion) THEN
      RAISE EXCEPTION 'what is asked does not change' USING ERRCODE = '23514', CONSTRAINT = 'ballot_asks_the_same';
    END IF;
    IF NEW.state = 'closed' AND has_quorum(item.meeting_id, item.nomination_id) IS NOT TRUE THEN
      RAISE EXCEPTION 'the sitting has no quorum' USING ERRCODE = '23514', CONSTRAINT = 'ballot_has_quorum';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.motion IS NULL THEN RETURN NEW; END IF;
  IF NEW.motion ->> 'nominationId' IS DISTINCT FROM item.nomination_id::text THEN
    RAISE EXCEPTION 'the agenda is about another nomination' USING ERRCODE = '23514', CONSTRAINT = 'ballot_of_its_agenda';
  END IF;
  IF EXISTS (SELECT 1 FROM ballot b JOIN agenda_item i ON i.id = b.agenda_item_id
              WHERE i.meeting_id = item.meeting_id AND b.state = 'open'
                AND b.motion ->> 'nominationId' = NEW.motion ->> 'nominationId' AND b.motion ->> 'outcome' = NEW.motion ->> 'outcome'
                AND b.motion ->> 'regionCode' IS NOT DISTINCT FROM NEW.motion ->> 'regionCode') THEN
    RAISE EXCEPTION 'it is being voted on' USING ERRCODE = '23514', CONSTRAINT = 'ballot_one_at_a_time';
  END IF;
  IF EXISTS (SELECT 1 FROM award a
              WHERE a.meeting_id = item.meeting_id AND a.nomination_id = item.nomination_id
                AND a.outcome = NEW.motion ->> 'outcome' AND a.region_code IS NOT DISTINCT FROM NEW.motion ->> 'regionCode'
                AND (NEW.motion -> 'entryIds' ? a.submission_id::text OR jsonb_array_length(NEW.motion -> 'entryIds') = 0))
     OR EXISTS (SELECT 1 FROM not_awarded n
              WHERE n.meeting_id = item.meeting_id AND n.nomination_id = item.nomination_id
                AND n.outcome = NEW.motion ->> 'outcome' AND n.region_code IS NOT DISTINCT FROM NEW.motion ->> 'regionCode') THEN
    RAISE EXCEPTION 'it is decided' USING ERRCODE = '23514', CONSTRAINT = 'ballot_before_decision';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER ballot_guarded BEFORE INSERT OR UPDATE OR DELETE ON ballot
  FOR EACH ROW EXECUTE FUNCTION guard_ballot();
