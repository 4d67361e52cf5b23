-- A key is listed for good; all that may be said of it later is when it ended, once.
CREATE OR REPLACE FUNCTION hold_signing_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.valid_until IS NULL
     AND to_jsonb(NEW) - 'valid_until' = to_jsonb(OLD) - 'valid_until' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'signing_key is append-only' USING ERRCODE = '23514', CONSTRAINT = 'signing_key_append_only';
END $$;

CREATE OR REPLACE TRIGGER signing_key_is_only_ended BEFORE UPDATE OR DELETE ON signing_key
  FOR EACH ROW EXECUTE FUNCTION hold_signing_key();
