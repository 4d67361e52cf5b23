-- Whether an entry is one of those that a person must not meet.
CREATE OR REPLACE FUNCTION is_staff_conflicted(person uuid, entry uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM entries_hidden_from(person) AS hidden(id) WHERE hidden.id = entry)
$$;
