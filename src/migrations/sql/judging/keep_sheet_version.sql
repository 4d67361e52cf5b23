-- Each submission, reopening, setting aside and restoring leaves a row behind, whoever does it and by whichever way.
CREATE OR REPLACE FUNCTION keep_sheet_version() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO evaluation_version (id, evaluation_id, number, state, revision_id, scores, cannot_judge, remarks, note,
                                  reason, submitted_at, at)
  VALUES (gen_random_uuid(), NEW.id,
          (SELECT coalesce(max(w.number), 0) + 1 FROM evaluation_version w WHERE w.evaluation_id = NEW.id),
          NEW.state, NEW.revision_id, NEW.scores, NEW.cannot_judge, NEW.remarks, NEW.note,
          NEW.reason, NEW.submitted_at, NEW.saved_at);
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER evaluation_begun_kept AFTER INSERT ON evaluation
  FOR EACH ROW WHEN (NEW.state <> 'draft') EXECUTE FUNCTION keep_sheet_version();

CREATE OR REPLACE TRIGGER evaluation_version_kept AFTER UPDATE ON evaluation
  FOR EACH ROW WHEN (NEW.state <> OLD.state OR NEW.restoration_id IS DISTINCT FROM OLD.restoration_id)
  EXECUTE FUNCTION keep_sheet_version();
