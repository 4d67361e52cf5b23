-- A sitting decides and votes on its day or after it.
CREATE OR REPLACE FUNCTION refuse_before_sitting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  sat uuid := CASE TG_TABLE_NAME WHEN 'ballot' THEN NULL ELSE (to_jsonb(NEW) ->> 'meeting_id')::uuid END;
  at timestamptz := (to_jsonb(NEW) ->> CASE TG_TABLE_NAME WHEN 'ballot' THEN 'opened_at' ELSE 'decided_at' END)::timestamptz;
BEGIN
  IF TG_TABLE_NAME = 'ballot' THEN SELECT meeting_id INTO sat FROM agenda_item WHERE id = NEW.agenda_item_id; END IF;
  IF is_before_sitting(sat, at) THEN
    RAISE EXCEPTION 'the sitting is still to come' USING ERRCODE = '23514', CONSTRAINT = 'sitting_has_come';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER award_at_its_sitting BEFORE INSERT OR UPDATE ON award
  FOR EACH ROW EXECUTE FUNCTION refuse_before_sitting();
CREATE OR REPLACE TRIGGER not_awarded_at_its_sitting BEFORE INSERT OR UPDATE ON not_awarded
  FOR EACH ROW EXECUTE FUNCTION refuse_before_sitting();
CREATE OR REPLACE TRIGGER ballot_at_its_sitting BEFORE INSERT ON ballot
  FOR EACH ROW EXECUTE FUNCTION refuse_before_sitting();
