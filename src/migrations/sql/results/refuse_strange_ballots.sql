-- A ballot is of a member who is present and does not stand aside from the nomination.
CREATE OR REPLACE FUNCTION refuse_strange_ballots() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM jsonb_array_elements(NEW.ballots) b WHERE NOT EXISTS (
      SELECT 1 FROM meeting_member m WHERE m.id::text = b->>'voterId' AND m.meeting_id = NEW.meeting_id AND m.present
         AND NOT EXISTS (SELECT 1 FROM recusal r JOIN agenda_item i ON i.id = r.agenda_item_id
                          WHERE r.member_id = m.id AND i.nomination_id = NEW.nomination_id))) THEN
    RAISE EXCEPTION 'a ballot of somebody who may not vote'
      USING ERRCODE = '23514', CONSTRAINT = 'body_ballots_of_members';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER body_ballots_of_members BEFORE INSERT ON body_ballots
  FOR EACH ROW EXECUTE FUNCTION refuse_strange_ballots();
