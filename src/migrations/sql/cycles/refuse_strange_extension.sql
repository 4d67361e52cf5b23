-- An extension goes on from those of the same reach, names what belongs to its cycle, and one for everybody begins where the
-- intake closes. They are recorded one after another: the row of the
-- entry is locked, or of the cycle.
CREATE OR REPLACE FUNCTION refuse_strange_extension() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.submission_id IS NULL THEN
    PERFORM 1 FROM cycle WHERE id = NEW.cycle_id FOR NO KEY UPDATE;
  ELSE
    PERFORM 1 FROM submission WHERE id = NEW.submission_id FOR NO KEY UPDATE;
  END IF;
  IF EXISTS (SELECT 1 FROM intake_extension x
              WHERE x.cycle_id = NEW.cycle_id AND x.nomination_id IS NOT DISTINCT FROM NEW.nomination_id
                AND x.organisation_id IS NOT DISTINCT FROM NEW.organisation_id
                AND x.submission_id IS NOT DISTINCT FROM NEW.submission_id AND x.closes_at >= NEW.closes_at
                AND NOT EXISTS (SELECT 1 FROM intake_extension_withdrawal w WHERE w.extension_id = x.id)) THEN
    RAISE EXCEPTION 'an extension goes on from those before it'
      USING ERRCODE = '23514', CONSTRAINT = 'intake_extension_goes_on';
  END IF;
  IF (NEW.nomination_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM nomination n WHERE n.id = NEW.nomination_id AND n.cycle_id = NEW.cycle_id))
     OR (NEW.submission_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.id = NEW.submission_id AND s.cycle_id = NEW.cycle_id)) THEN
    RAISE EXCEPTION 'an extension reaches what belongs to its cycle'
      USING ERRCODE = '23514', CONSTRAINT = 'intake_extension_of_cycle';
  END IF;
  IF num_nonnulls(NEW.nomination_id, NEW.organisation_id, NEW.submission_id) = 0
     AND NOT EXISTS (SELECT 1 FROM stage i WHERE i.cycle_id = NEW.cycle_id AND i.kind = 'intake'
                        AND i.closes_at = NEW.closes_from) THEN
    RAISE EXCEPTION 'an extension for everybody begins where the intake closes'
      USING ERRCODE = '23514', CONSTRAINT = 'intake_extension_begins_at_close';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER intake_extension_is_plain BEFORE INSERT ON intake_extension
  FOR EACH ROW EXECUTE FUNCTION refuse_strange_extension();
