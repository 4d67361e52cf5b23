-- Assigning a pair and declaring its conflict take this lock, so that neither slips in while the other is not
-- committed. One lock for each pair is more than PostgreSQL holds where there are hundreds of thousands: those who
-- write very many pairs lock both tables instead, and say so.
CREATE OR REPLACE FUNCTION lock_pair(expert uuid, submission uuid) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('laureat.pairs_locked', true) IS DISTINCT FROM 'on' THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(expert::text || submission::text, 0));
  END IF;
END $$;
