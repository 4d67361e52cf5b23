-- Only what was handed in is moderated, and a decision stays with its review.
CREATE OR REPLACE FUNCTION refuse_moderation_of_draft() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND (NEW.id <> OLD.id OR NEW.review_id <> OLD.review_id)
     OR NOT EXISTS (SELECT 1 FROM cross_review v WHERE v.id = NEW.review_id AND v.state = 'submitted') THEN
    RAISE EXCEPTION 'only a review that was handed in is moderated, and stays so'
      USING ERRCODE = '23514', CONSTRAINT = 'cross_review_moderation_of_submitted';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER cross_review_moderation_of_submitted
  BEFORE INSERT OR UPDATE OR DELETE ON cross_review_moderation
  FOR EACH ROW EXECUTE FUNCTION refuse_moderation_of_draft();
