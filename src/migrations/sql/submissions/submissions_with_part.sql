-- Entries with the text in their title or number; `part` is a pattern of ILIKE with three letters or more. Always by the
-- index: folding the letters of every title in a language's own way costs far more than the planner believes.
CREATE OR REPLACE FUNCTION submissions_with_part(part text) RETURNS SETOF uuid
  LANGUAGE sql STABLE ROWS 100 SET enable_seqscan = off AS $$
  SELECT id FROM submission WHERE title ILIKE part UNION SELECT id FROM submission WHERE register_number ILIKE part
$$
