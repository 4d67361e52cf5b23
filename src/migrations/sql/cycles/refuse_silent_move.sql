-- Once an intake was extended for everybody, it closes when the last extension that stands says; after all were taken back, when
-- it closed before the first. Looked at as the transaction ends: the fact and the date are written in any order.
CREATE OR REPLACE FUNCTION refuse_silent_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  strayed boolean;
BEGIN
  SELECT i.closes_at <> coalesce(
           (SELECT max(x.closes_at) FROM intake_extension x
             WHERE x.cycle_id = i.cycle_id AND num_nonnulls(x.nomination_id, x.organisation_id, x.submission_id) = 0
               AND NOT EXISTS (SELECT 1 FROM intake_extension_withdrawal w WHERE w.extension_id = x.id)),
           (SELECT min(x.closes_from) FROM intake_extension x
             WHERE x.cycle_id = i.cycle_id AND num_nonnulls(x.nomination_id, x.organisation_id, x.submission_id) = 0),
           i.closes_at)
    INTO strayed FROM stage i WHERE i.cycle_id = NEW.cycle_id AND i.kind = 'intake';
  IF strayed THEN
    RAISE EXCEPTION 'the end of an intake that was extended moves by extensions'
      USING ERRCODE = '23514', CONSTRAINT = 'stage_moved_by_extension';
  END IF;
  RETURN NULL;
END $$;
