-- What is begun for an organisation in the moment in which that is merged into another goes where it went. The lock waits for a
-- merging that is under way and holds off one that would come before the row is written.
CREATE OR REPLACE FUNCTION follow_merged_organisation() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  into_id uuid;
BEGIN
  IF NEW.organisation_id IS NULL THEN
    RETURN NEW;
  END IF;
  SELECT merged_into_id INTO into_id FROM organisation WHERE id = NEW.organisation_id FOR KEY SHARE;
  IF into_id IS NOT NULL THEN
    NEW.organisation_id := into_id;
  END IF;
  RETURN NEW;
END $$;
