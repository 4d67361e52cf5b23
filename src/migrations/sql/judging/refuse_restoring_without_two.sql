-- Sheets are restored when two people have approved it.
CREATE OR REPLACE FUNCTION refuse_restoring_without_two() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.applied_at IS NOT NULL AND OLD.applied_at IS NULL
     AND (SELECT count(DISTINCT a.user_id) FROM sheet_restoration_approval a WHERE a.restoration_id = NEW.id) < 2 THEN
    RAISE EXCEPTION 'two approvers are needed'
      USING ERRCODE = '23514', CONSTRAINT = 'sheet_restoration_two_approvers';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER sheet_restoration_two_approvers BEFORE UPDATE ON sheet_restoration
  FOR EACH ROW EXECUTE FUNCTION refuse_restoring_without_two();
