-- The words of a practice, so that a search reads no text: in Russian, every grammatical form alike.
CREATE OR REPLACE FUNCTION keep_practice_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO practice_words (practice_id, words)
  VALUES (NEW.id, to_tsvector('russian',
    NEW.title || ' ' || NEW.summary || ' ' || NEW.region_name || ' ' || NEW.organisation || ' ' || NEW.nomination))
  ON CONFLICT (practice_id) DO UPDATE SET words = excluded.words;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER practice_has_words AFTER INSERT OR UPDATE OF title, summary, region_name, organisation, nomination
  ON practice FOR EACH ROW EXECUTE FUNCTION keep_practice_words()
