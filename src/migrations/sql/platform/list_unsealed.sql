-- Every audit record waits to be sealed from the moment it is written, by whatever way it came.
CREATE OR REPLACE FUNCTION list_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_unsealed (at, record_id) SELECT at, id FROM written;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER audit_record_waits_for_seal AFTER INSERT ON audit_record
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION list_unsealed()
