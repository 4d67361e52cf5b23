-- Whether an instant lies before the day of a sitting, in the zone of its contest.
CREATE OR REPLACE FUNCTION is_before_sitting(meeting uuid, at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT (at AT TIME ZONE c.time_zone)::date < m.held_on FROM meeting m JOIN cycle c ON c.id = m.cycle_id WHERE m.id = meeting
$$;
