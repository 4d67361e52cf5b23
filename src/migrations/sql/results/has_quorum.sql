-- Whether a sitting can decide on a nomination: the same arithmetic as `quorumOf`, with those who stand aside from
-- the question of the nomination.
CREATE OR REPLACE FUNCTION has_quorum(sitting uuid, question uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  WITH aside AS (
    SELECT count(DISTINCT m.id)::int AS everyone, count(DISTINCT m.id) FILTER (WHERE m.present)::int AS present
      FROM recusal r JOIN agenda_item i ON i.id = r.agenda_item_id JOIN meeting_member m ON m.id = r.member_id
     WHERE i.meeting_id = sitting AND i.nomination_id = question),
  terms AS (
    SELECT e.quorum, e.publication_rules->'sittings'->>'recusals' = 'reduce-base' AS reduced
      FROM regulation_edition e JOIN meeting m ON m.cycle_id = e.cycle_id
     WHERE m.id = sitting ORDER BY e.number DESC LIMIT 1),
  counted AS (
    SELECT m.present - a.present AS present, t.quorum,
           m.members - CASE WHEN t.reduced THEN m.recused + a.everyone ELSE 0 END AS base
      FROM meeting m CROSS JOIN aside a CROSS JOIN terms t WHERE m.id = sitting)
  SELECT present >= greatest(1, CASE quorum WHEN 'majority' THEN base / 2 + 1 WHEN 'half' THEN (base + 1) / 2
                                            ELSE (base * 2 + 2) / 3 END) FROM counted
$$;
