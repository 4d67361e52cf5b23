-- Own region, organisation and nomination are refused; so are a review of another cycle, of a revision of another
-- entry, and more reviews than the allotment gave. The duty is locked, so that they are counted one after another.
CREATE OR REPLACE FUNCTION refuse_own_cross_review() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE most integer;
BEGIN
  PERFORM 1 FROM cross_review_duty d WHERE d.id = NEW.duty_id AND d.submission_id = NEW.reviewer_id FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a review of another duty' USING ERRCODE = '23514', CONSTRAINT = 'cross_review_of_its_duty';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM submission a, submission b, submission_revision r
                  WHERE a.id = NEW.reviewer_id AND b.id = NEW.submission_id AND r.id = NEW.revision_id
                    AND r.submission_id = b.id AND a.cycle_id = b.cycle_id AND a.region_code <> b.region_code
                    AND a.nomination_id <> b.nomination_id AND a.organisation_id <> b.organisation_id) THEN
    RAISE EXCEPTION 'an entry of the own region, nomination or organisation'
      USING ERRCODE = '23514', CONSTRAINT = 'cross_review_not_own';
  END IF;
  SELECT l.reviews INTO most FROM cross_review_duty d JOIN cross_review_allotment l ON l.id = d.allotment_id
   WHERE d.id = NEW.duty_id;
  IF (SELECT count(*) FROM cross_review c WHERE c.duty_id = NEW.duty_id AND c.state <> 'conflicted') >= most THEN
    RAISE EXCEPTION 'more reviews than allotted' USING ERRCODE = '23514', CONSTRAINT = 'cross_review_not_too_many';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER cross_review_not_own BEFORE INSERT ON cross_review
  FOR EACH ROW EXECUTE FUNCTION refuse_own_cross_review();
