-- What two texts that share half of their words and more have in common almost surely: of each band the hash of the three least
-- hashes of its words (MinHash), of a very long text of its first ones. It finds candidates by an index; how much they share is counted from the words themselves.
CREATE OR REPLACE FUNCTION text_bands(words tsvector) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
  SELECT coalesce(array_agg(b.hash ORDER BY b.band), '{}')
    FROM (SELECT m.seed / 3 AS band, hashtextextended(string_agg(m.least::text, ' ' ORDER BY m.seed), m.seed / 3) AS hash
            FROM (SELECT seed, min(hashtextextended(lexeme, seed)) AS least
                    FROM unnest((tsvector_to_array(words))[1:2000]) AS lexeme CROSS JOIN generate_series(0, 71) AS seed
                   GROUP BY seed) m
           GROUP BY m.seed / 3) b
$$;
