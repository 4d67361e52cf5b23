-- Something that a ranking of the nomination counts has changed. Marks are only added: writers never wait for each
-- other, and the sum of those that can be seen is a version that grows with every transaction that is committed,
-- in whichever order they began.
CREATE OR REPLACE FUNCTION mark_nomination() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ranking_mark (scope, marks)
    SELECT DISTINCT scope, 1 FROM unnest(ARRAY[OLD.nomination_id, NEW.nomination_id]) scope WHERE scope IS NOT NULL;
  RETURN NULL;
END $$
