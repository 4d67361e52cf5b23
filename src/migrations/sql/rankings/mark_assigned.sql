-- Who judges what has changed: a mark for each nomination that a statement touched, since a plan assigns thousands.
CREATE OR REPLACE FUNCTION mark_assigned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ranking_mark (scope, marks)
    SELECT DISTINCT s.nomination_id, 1 FROM touched_rows t JOIN submission s ON s.id = t.submission_id;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER assignment_marked_new AFTER INSERT ON assignment REFERENCING NEW TABLE AS touched_rows
  FOR EACH STATEMENT EXECUTE FUNCTION mark_assigned();

CREATE OR REPLACE TRIGGER assignment_marked_before AFTER UPDATE ON assignment REFERENCING OLD TABLE AS touched_rows
  FOR EACH STATEMENT EXECUTE FUNCTION mark_assigned();

CREATE OR REPLACE TRIGGER assignment_marked_after AFTER UPDATE ON assignment REFERENCING NEW TABLE AS touched_rows
  FOR EACH STATEMENT EXECUTE FUNCTION mark_assigned();

CREATE OR REPLACE TRIGGER assignment_marked_gone AFTER DELETE ON assignment REFERENCING OLD TABLE AS touched_rows
  FOR EACH STATEMENT EXECUTE FUNCTION mark_assigned()
