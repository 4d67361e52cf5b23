-- A sheet is handed in, or one that was handed in changes. Drafts are counted by no ranking.
CREATE OR REPLACE FUNCTION mark_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ranking_mark (scope, marks)
    SELECT s.nomination_id, 1 FROM assignment a JOIN submission s ON s.id = a.submission_id
     WHERE a.id IN (OLD.assignment_id, NEW.assignment_id);
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER evaluation_marked_new AFTER INSERT ON evaluation
  FOR EACH ROW WHEN (NEW.state = 'submitted') EXECUTE FUNCTION mark_sheet();

CREATE OR REPLACE TRIGGER evaluation_marked_changed AFTER UPDATE ON evaluation
  FOR EACH ROW WHEN (OLD.state = 'submitted' OR NEW.state = 'submitted') EXECUTE FUNCTION mark_sheet();

CREATE OR REPLACE TRIGGER evaluation_marked_gone AFTER DELETE ON evaluation
  FOR EACH ROW WHEN (OLD.state = 'submitted') EXECUTE FUNCTION mark_sheet()
