-- Whether a decision rests on the ballot that it names: the last one on it at its sitting, and carried. One that names none was put to
-- no vote, and the regulation asks for none; one that followed from the reserve follows by the rule.
CREATE OR REPLACE FUNCTION is_carried_decision(
  sitting uuid, nomination uuid, of_outcome text, region text, entry uuid, named uuid, follows uuid
) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT follows IS NOT NULL OR coalesce(
    (SELECT said = 'for' AND ballot_id IS NOT DISTINCT FROM named
       FROM last_ballot_on(sitting, nomination, of_outcome, region, entry)),
    named IS NULL AND (
      SELECT coalesce(e.publication_rules -> 'sittings' ->> 'ballots', 'not-required') <> 'each-decision'
        FROM regulation_edition e JOIN meeting m ON m.cycle_id = e.cycle_id
       WHERE m.id = sitting ORDER BY e.number DESC LIMIT 1))
$$;
