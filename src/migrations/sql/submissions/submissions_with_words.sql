-- Entries that have every one of the words, in any form of them. Always by the index: the words of an entry are kept
-- apart from its row, and reading them of every entry costs far more than the planner believes.
CREATE OR REPLACE FUNCTION submissions_with_words(text) RETURNS SETOF uuid
  LANGUAGE sql STABLE ROWS 100 SET enable_seqscan = off AS $$
  SELECT submission_id FROM submission_words WHERE words @@ websearch_to_tsquery('russian', $1)
$$
