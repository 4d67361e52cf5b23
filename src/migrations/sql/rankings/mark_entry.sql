-- An entry comes before the experts or leaves them, or what a ranking says of it has changed. Where it comes or goes,
-- cross-reviews of entries of other nominations may be owed or no longer be.
CREATE OR REPLACE FUNCTION mark_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ranking_mark (scope, marks)
    SELECT DISTINCT scope, 1
      FROM unnest(CASE WHEN OLD.state IS DISTINCT FROM NEW.state THEN ARRAY[OLD.cycle_id, NEW.cycle_id]
                       ELSE ARRAY[OLD.nomination_id, NEW.nomination_id] END) scope WHERE scope IS NOT NULL;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER submission_marked_new AFTER INSERT ON submission
  FOR EACH ROW WHEN (NEW.state IN ('admitted', 'withdrawn')) EXECUTE FUNCTION mark_entry();

CREATE OR REPLACE TRIGGER submission_marked_changed AFTER UPDATE ON submission FOR EACH ROW
  WHEN ((OLD.state IN ('admitted', 'withdrawn') OR NEW.state IN ('admitted', 'withdrawn'))
    AND (OLD.state, OLD.cycle_id, OLD.nomination_id, OLD.region_code, OLD.register_number, OLD.submitted_at, OLD.revision_id)
      IS DISTINCT FROM
        (NEW.state, NEW.cycle_id, NEW.nomination_id, NEW.region_code, NEW.register_number, NEW.submitted_at, NEW.revision_id))
  EXECUTE FUNCTION mark_entry();

CREATE OR REPLACE TRIGGER submission_marked_gone AFTER DELETE ON submission
  FOR EACH ROW WHEN (OLD.state IN ('admitted', 'withdrawn')) EXECUTE FUNCTION mark_entry()
