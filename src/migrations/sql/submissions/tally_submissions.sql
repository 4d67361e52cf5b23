-- Counts of what staff may see, kept as differences: writers add rows and never wait for each other.
CREATE OR REPLACE FUNCTION tally_submissions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO submission_tally (cycle_id, nomination_id, state, entries)
      SELECT cycle_id, nomination_id, state, count(*) FROM new_rows
       WHERE state <> 'draft' AND first_submitted_at IS NOT NULL GROUP BY 1, 2, 3;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO submission_tally (cycle_id, nomination_id, state, entries)
      SELECT cycle_id, nomination_id, state, -count(*) FROM old_rows
       WHERE state <> 'draft' AND first_submitted_at IS NOT NULL GROUP BY 1, 2, 3;
  ELSE
    INSERT INTO submission_tally (cycle_id, nomination_id, state, entries)
      SELECT cycle_id, nomination_id, state, sum(n) FROM (
        SELECT cycle_id, nomination_id, state, 1 AS n FROM new_rows
         WHERE state <> 'draft' AND first_submitted_at IS NOT NULL
        UNION ALL
        SELECT cycle_id, nomination_id, state, -1 FROM old_rows
         WHERE state <> 'draft' AND first_submitted_at IS NOT NULL) moved
       GROUP BY 1, 2, 3 HAVING sum(n) <> 0;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER submission_is_tallied_new AFTER INSERT ON submission
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tally_submissions();

CREATE OR REPLACE TRIGGER submission_is_tallied_changed AFTER UPDATE ON submission
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tally_submissions();

CREATE OR REPLACE TRIGGER submission_is_tallied_gone AFTER DELETE ON submission
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tally_submissions()
