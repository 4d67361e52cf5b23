/** A year's competition itself. */
export const cycle = [
  `CREATE TABLE cycle (
    id uuid NOT NULL,
    year integer NOT NULL,
    title text NOT NULL,
    state text NOT NULL DEFAULT 'draft',
    time_zone text NOT NULL DEFAULT 'Europe/Moscow',
    -- the entries come from a generator, and every page says so
    generated boolean NOT NULL DEFAULT false,
    -- what is known of a past cycle and what is not, with its sources
    note text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    announced_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT cycle_pkey PRIMARY KEY (id),
    CONSTRAINT cycle_year_sane CHECK (year BETWEEN 2000 AND 2100),
    CONSTRAINT cycle_state_known CHECK (state IN ('draft', 'announced', 'completed', 'cancelled'))
  )`,
  // A year whose competition was called off may have another one.
  `CREATE UNIQUE INDEX cycle_year_once ON cycle (year) WHERE state <> 'cancelled'`,
];
