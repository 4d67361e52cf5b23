-- Whether an expert and an entry are kept apart: by a conflict that was not dismissed (a suspected one counts until
-- then), by having worked on it, by the organisation, or by the region, unless the edition in force lets regions judge
-- their own.
CREATE OR REPLACE FUNCTION is_conflicted(expert uuid, entry uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM conflict c
                  WHERE c.expert_id = expert AND c.submission_id = entry AND c.state <> 'dismissed')
      OR EXISTS (SELECT 1 FROM expert e JOIN submission_collaborator c ON c.user_id = e.user_id
                  WHERE e.id = expert AND c.submission_id = entry)
      OR EXISTS (SELECT 1 FROM expert e, submission s WHERE e.id = expert AND s.id = entry
                  AND (e.organisation_id = s.organisation_id OR e.region_code = s.region_code
                       AND coalesce((SELECT (r.judging_rules->'conflicts'->>'region')::boolean
                                       FROM regulation_edition r WHERE r.cycle_id = e.cycle_id
                                      ORDER BY r.number DESC LIMIT 1), true)))
$$;
