-- Outcomes that do not count as passed over when another is given: the same one, or what stands above it.
CREATE OR REPLACE FUNCTION stands_beside(given text, other text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT other = ANY (CASE given WHEN 'runner-up' THEN ARRAY['winner', 'laureate', 'runner-up']
                                 WHEN 'reserve' THEN ARRAY['winner', 'laureate', 'runner-up', 'finalist', 'reserve']
                                 ELSE ARRAY[given] END)
$$;
