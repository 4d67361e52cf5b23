-- The day of a sitting is not moved past what happened at it.
CREATE OR REPLACE FUNCTION refuse_day_past_acts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE zone text := (SELECT time_zone FROM cycle WHERE id = NEW.cycle_id);
BEGIN
  IF EXISTS (SELECT 1 FROM award WHERE meeting_id = NEW.id AND (decided_at AT TIME ZONE zone)::date < NEW.held_on)
     OR EXISTS (SELECT 1 FROM not_awarded WHERE meeting_id = NEW.id AND (decided_at AT TIME ZONE zone)::date < NEW.held_on)
     OR EXISTS (SELECT 1 FROM ballot b JOIN agenda_item i ON i.id = b.agenda_item_id
                 WHERE i.meeting_id = NEW.id AND (b.opened_at AT TIME ZONE zone)::date < NEW.held_on) THEN
    RAISE EXCEPTION 'it has voted or decided before' USING ERRCODE = '23514', CONSTRAINT = 'sitting_has_come';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER meeting_day_stands BEFORE UPDATE OF held_on ON meeting
  FOR EACH ROW WHEN (NEW.held_on <> OLD.held_on) EXECUTE FUNCTION refuse_day_past_acts();
