-- Reviews that entrants owe each other were allotted, written, given back or excused: entries of any nomination of the
-- cycle may drop out by it. Serves `cross_review_duty` and `cross_review`.
CREATE OR REPLACE FUNCTION mark_cross_reviews() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ranking_mark (scope, marks)
    SELECT DISTINCT s.cycle_id, 1 FROM touched_rows t JOIN submission s ON s.id = t.submission_id;
  RETURN NULL;
END $$
