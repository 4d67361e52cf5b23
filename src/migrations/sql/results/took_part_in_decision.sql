-- Whether a person approved the protocol of a publication, decided in the entry's nomination, or was to judge the
-- entry.
CREATE OR REPLACE FUNCTION took_part_in_decision(person uuid, publication uuid, entry uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM publication p JOIN approval a ON a.protocol_id = p.protocol_id
                  WHERE p.id = publication AND a.user_id = person)
      OR EXISTS (SELECT 1 FROM submission s JOIN award w ON w.nomination_id = s.nomination_id
                  WHERE s.id = entry AND w.decided_by_id = person)
      OR EXISTS (SELECT 1 FROM assignment a JOIN expert e ON e.id = a.expert_id
                  WHERE a.submission_id = entry AND e.user_id = person)
$$;
