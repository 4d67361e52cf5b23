-- With its correction, which only goes while it is prepared, an approval goes too; by itself it stands.
CREATE OR REPLACE FUNCTION guard_correction_approval() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM correction c WHERE c.id = OLD.correction_id) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'an approval stands' USING ERRCODE = '23514', CONSTRAINT = 'correction_approval_append_only';
END $$;

CREATE OR REPLACE TRIGGER correction_approval_append_only BEFORE UPDATE OR DELETE ON correction_approval
  FOR EACH ROW EXECUTE FUNCTION guard_correction_approval();
