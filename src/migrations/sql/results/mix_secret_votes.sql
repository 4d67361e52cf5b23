-- When a secret ballot closes its votes are written anew together, in an order drawn by lot: neither their place in the table
-- nor the transaction that wrote them tells any more who gave which. The program itself may change no vote.
CREATE OR REPLACE FUNCTION mix_secret_votes(of_ballot uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM ballot WHERE id = of_ballot AND secret AND state = 'open') THEN
    RETURN;
  END IF;
  PERFORM set_config('laureat.mixes', of_ballot::text, true);
  WITH gone AS (DELETE FROM ballot_vote WHERE ballot_id = of_ballot RETURNING choice)
  INSERT INTO ballot_vote (id, ballot_id, member_id, choice)
  SELECT gen_random_uuid(), of_ballot, NULL, choice FROM gone ORDER BY random();
  PERFORM set_config('laureat.mixes', '', true);
END $$;
