-- Places and votes among the own entries: at the end of a transaction that hands a sheet in, no two submitted sheets
-- of an expert in a nomination hold one place, and no more votes are given than there are. Sheets of an expert are
-- looked at one after another.
CREATE OR REPLACE FUNCTION refuse_picks_apart() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE expert uuid; nomination uuid; kinds jsonb; one record;
BEGIN
  SELECT a.expert_id, s.nomination_id, r.ranking_rule->'kinds' INTO expert, nomination, kinds
    FROM assignment a JOIN submission s ON s.id = a.submission_id
    LEFT JOIN LATERAL (SELECT ranking_rule FROM regulation_edition WHERE cycle_id = s.cycle_id
                        ORDER BY number DESC LIMIT 1) r ON true
   WHERE a.id = NEW.assignment_id;
  IF kinds IS NULL OR NOT jsonb_path_exists(kinds, '$.* ? (@.kind == "rank" || @.kind == "vote")') THEN
    RETURN NULL;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('picks ' || expert::text, 0));
  FOR one IN
    SELECT k.value->>'kind' AS kind, (k.value->>'most')::integer AS most, count(*) AS given
      FROM jsonb_each(kinds) k
      JOIN assignment a ON a.expert_id = expert AND a.state = 'active'
      JOIN submission s ON s.id = a.submission_id AND s.nomination_id = nomination
      JOIN evaluation v ON v.assignment_id = a.id AND v.state = 'submitted'
     WHERE k.value->>'kind' IN ('rank', 'vote') AND v.scores ? k.key AND (v.scores->>k.key)::numeric > 0
     GROUP BY k.key, k.value, (v.scores->>k.key)::numeric
  LOOP
    IF one.kind = 'rank' AND one.given > 1 THEN
      RAISE EXCEPTION 'a place is given twice' USING ERRCODE = '23514', CONSTRAINT = 'evaluation_place_once';
    END IF;
    IF one.kind = 'vote' AND one.given > one.most THEN
      RAISE EXCEPTION 'more votes than there are' USING ERRCODE = '23514', CONSTRAINT = 'evaluation_votes_left';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS evaluation_picks ON evaluation;
CREATE CONSTRAINT TRIGGER evaluation_picks AFTER INSERT OR UPDATE ON evaluation
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'submitted') EXECUTE FUNCTION refuse_picks_apart();
