-- The frozen revisions of entries that an import brought go only with the import: the program itself may delete none. Nothing
-- happens where an entry has a second revision or was changed since: then something was built on it.
CREATE OR REPLACE FUNCTION take_back_import(of_import uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  gone integer;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM import_batch WHERE id = of_import AND undone_at IS NULL) OR EXISTS (
    SELECT 1 FROM import_row i JOIN submission s ON s.id = i.subject_id
     WHERE i.import_id = of_import AND i.subject_type = 'submission' AND (s.revisions <> 1 OR s.version <> 1)
  ) THEN
    RETURN 0;
  END IF;
  PERFORM set_config('laureat.takes_back', of_import::text, true);
  DELETE FROM submission_revision r USING import_row i
   WHERE i.import_id = of_import AND i.subject_type = 'submission' AND i.subject_id = r.submission_id;
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('laureat.takes_back', '', true);
  RETURN gone;
END $$;
