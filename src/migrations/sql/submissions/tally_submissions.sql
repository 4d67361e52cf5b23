-- Counts of entries, kept as differences: writers add rows and never wait for each other. What staff may see goes by
-- nomination and state; all entries, drafts too, go by region as well.
CREATE OR REPLACE FUNCTION tally_submissions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    WITH moved AS (
      SELECT cycle_id, nomination_id, region_code, state, first_submitted_at IS NOT NULL AS received, count(*) AS n
        FROM new_rows GROUP BY 1, 2, 3, 4, 5),
    of_staff AS (
      INSERT INTO submission_tally (cycle_id, nomination_id, state, entries)
        SELECT cycle_id, nomination_id, state, sum(n) FROM moved WHERE state <> 'draft' AND received GROUP BY 1, 2, 3)
    INSERT INTO submission_region_tally (cycle_id, nomination_id, region_code, state, received, entries)
      SELECT * FROM moved;
  ELSIF TG_OP = 'DELETE' THEN
    WITH moved AS (
      SELECT cycle_id, nomination_id, region_code, state, first_submitted_at IS NOT NULL AS received, -count(*) AS n
        FROM old_rows GROUP BY 1, 2, 3, 4, 5),
    of_staff AS (
      INSERT INTO submission_tally (cycle_id, nomination_id, state, entries)
        SELECT cycle_id, nomination_id, state, sum(n) FROM moved WHERE state <> 'draft' AND received GROUP BY 1, 2, 3)
    INSERT INTO submission_region_tally (cycle_id, nomination_id, region_code, state, received, entries)
      SELECT * FROM moved;
  ELSE
    WITH moved AS (
      SELECT cycle_id, nomination_id, region_code, state, received, sum(n) AS n FROM (
        SELECT cycle_id, nomination_id, region_code, state, first_submitted_at IS NOT NULL AS received, 1 AS n FROM new_rows
        UNION ALL
        SELECT cycle_id, nomination_id, region_code, state, first_submitted_at IS NOT NULL, -1 FROM old_rows) both_ways
       GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0),
    of_staff AS (
      INSERT INTO submission_tally (cycle_id, nomination_id, state, entries)
        SELECT cycle_id, nomination_id, state, sum(n) FROM moved WHERE state <> 'draft' AND received GROUP BY 1, 2, 3
        HAVING sum(n) <> 0)
    INSERT INTO submission_region_tally (cycle_id, nomination_id, region_code, state, received, entries)
      SELECT * FROM moved;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER submission_is_tallied_new AFTER INSERT ON submission
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tally_submissions();

CREATE OR REPLACE TRIGGER submission_is_tallied_changed AFTER UPDATE ON submission
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tally_submissions();

CREATE OR REPLACE TRIGGER submission_is_tallied_gone AFTER DELETE ON submission
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tally_submissions()
