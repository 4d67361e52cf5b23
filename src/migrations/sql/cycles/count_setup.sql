-- Every change of a row that belongs to a cycle's set-up gives the set-up a version that no transaction had before; what
-- decides which practices are public gives one to the library.
-- Called for each statement with the table of the cycles that it touched.
CREATE OR REPLACE FUNCTION count_setup() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched text[];
BEGIN
  IF TG_TABLE_NAME = 'region' THEN
    touched := ARRAY['reference'];
  ELSIF TG_TABLE_NAME IN ('practice', 'publication') THEN
    touched := ARRAY['library'];
  ELSIF TG_TABLE_NAME = 'cycle' THEN
    SELECT array_agg(DISTINCT t.id::text ORDER BY t.id::text) INTO touched FROM touched_rows t;
  ELSIF TG_TABLE_NAME = 'form_version' THEN
    SELECT array_agg(DISTINCT n.cycle_id::text ORDER BY n.cycle_id::text) INTO touched
      FROM touched_rows t JOIN nomination n ON n.id = t.nomination_id;
  ELSE
    SELECT array_agg(DISTINCT t.cycle_id::text ORDER BY t.cycle_id::text) INTO touched FROM touched_rows t;
  END IF;
  INSERT INTO setup_version (scope, version)
    SELECT scope, nextval('setup_version_given') FROM unnest(touched) AS scope
    ON CONFLICT (scope) DO UPDATE SET version = excluded.version;
  RETURN NULL;
END $$
