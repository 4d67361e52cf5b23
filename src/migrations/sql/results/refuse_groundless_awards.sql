-- Decisions are of a person, a sitting with a quorum, an entry and a ranking that belong together; the place is that
-- of the ranking; and a better place that nothing stands beside is passed over only with a word of its own. Looked at
-- statement by statement, because a list may decide better and worse places together.
CREATE OR REPLACE FUNCTION refuse_groundless_awards() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM fresh f LEFT JOIN meeting m ON m.id = f.meeting_id
               LEFT JOIN submission s ON s.id = f.submission_id LEFT JOIN ranking r ON r.id = f.ranking_id
               LEFT JOIN user_account u ON u.id = f.decided_by_id
              WHERE u.id IS NULL OR m.cycle_id IS DISTINCT FROM f.cycle_id
                 OR s.nomination_id IS DISTINCT FROM f.nomination_id
                 OR s.state <> 'admitted' OR (f.region_code IS NOT NULL AND s.region_code <> f.region_code)
                 OR (m.region_code IS NOT NULL AND m.region_code IS DISTINCT FROM f.region_code)
                 OR (f.ranking_id IS NOT NULL AND r.nomination_id <> f.nomination_id)) THEN
    RAISE EXCEPTION 'decider, sitting, entry and basis do not belong together'
      USING ERRCODE = '23514', CONSTRAINT = 'award_fits';
  END IF;
  IF EXISTS (SELECT 1 FROM (SELECT DISTINCT meeting_id, nomination_id FROM fresh WHERE follows_id IS NULL) f
              WHERE has_quorum(f.meeting_id, f.nomination_id) IS NOT TRUE) THEN
    RAISE EXCEPTION 'the sitting has no quorum' USING ERRCODE = '23514', CONSTRAINT = 'award_has_quorum';
  END IF;
  IF EXISTS (SELECT 1 FROM fresh f JOIN not_awarded n ON n.nomination_id = f.nomination_id AND n.outcome = f.outcome
                AND n.region_code IS NOT DISTINCT FROM f.region_code) THEN
    RAISE EXCEPTION 'it is decided that nobody is' USING ERRCODE = '23514', CONSTRAINT = 'award_or_nobody';
  END IF;
  IF EXISTS (
    SELECT 1 FROM fresh f LEFT JOIN ranking_row own ON own.ranking_id = f.ranking_id AND own.entry_id = f.submission_id
     WHERE f.ranking_id IS NOT NULL AND (own.entry_id IS NULL OR own.place IS DISTINCT FROM f.place)) THEN
    RAISE EXCEPTION 'the ranking has another place' USING ERRCODE = '23514', CONSTRAINT = 'award_place_of_ranking';
  END IF;
  IF EXISTS (
    SELECT 1 FROM fresh f
      JOIN ranking_row b ON b.ranking_id = f.ranking_id AND b.place < coalesce(f.place, 2147483647)
     WHERE NOT f.departure AND f.outcome NOT IN ('recommended', 'special-mention', 'regional-laureate')
       AND NOT EXISTS (SELECT 1 FROM entry_withdrawal w WHERE w.submission_id = b.entry_id)
       AND NOT EXISTS (SELECT 1 FROM award w WHERE w.submission_id = b.entry_id AND w.nomination_id = f.nomination_id
             AND stands_beside(f.outcome, w.outcome)
             AND (w.outcome <> 'reserve' OR w.reserve_order <= f.reserve_order))) THEN
    RAISE EXCEPTION 'a better place was passed over without a word'
      USING ERRCODE = '23514', CONSTRAINT = 'award_departure_is_said';
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER award_has_ground AFTER INSERT ON award REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_groundless_awards();
