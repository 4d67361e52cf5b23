-- What the ballots of a sitting say last of a decision, as `ballotBehind` reads them: that it is taken (for), that it is not or that its
-- contrary is (against), or that the vote is not over (open). No row where none speaks of it. `entry` is null where nobody is.
CREATE OR REPLACE FUNCTION last_ballot_on(
  sitting uuid, nomination uuid, of_outcome text, region text, entry uuid,
  OUT ballot_id uuid, OUT said text
) RETURNS SETOF record LANGUAGE sql STABLE AS $$
  WITH ballots AS (
    SELECT b.id, b.position, b.state = 'open' AS is_open, (b.result ->> 'carried')::boolean AS carried,
           CASE WHEN entry IS NULL THEN jsonb_array_length(b.motion -> 'entryIds') = 0
                ELSE b.motion -> 'entryIds' ? entry::text END AS is_about_it,
           (entry IS NULL) <> (jsonb_array_length(b.motion -> 'entryIds') = 0) AS is_contrary
      FROM ballot b JOIN agenda_item i ON i.id = b.agenda_item_id
     WHERE i.meeting_id = sitting AND b.motion ->> 'nominationId' = nomination::text AND b.motion ->> 'outcome' = of_outcome
       AND b.motion ->> 'regionCode' IS NOT DISTINCT FROM region),
  spoken AS (
    SELECT id, position, CASE
             WHEN is_about_it THEN CASE WHEN is_open THEN 'open' WHEN carried THEN 'for' ELSE 'against' END
             WHEN is_contrary AND is_open THEN 'open'
             WHEN is_contrary AND carried THEN 'against' END AS said
      FROM ballots)
  SELECT id, said FROM spoken WHERE said IS NOT NULL ORDER BY said = 'open' DESC, position DESC LIMIT 1
$$;
