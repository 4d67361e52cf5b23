/** "What if": other rules over the same frozen sheets; one may be fixed as the way in which finalists are proposed. */
export const scenarios = [
  `CREATE TABLE scenario (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    title text NOT NULL,
    ranking_rule jsonb NOT NULL,
    selection_rule jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    created_by_id uuid NOT NULL,
    fixed_at timestamptz,
    fixed_by_id uuid,
    fixed_reason text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT scenario_pkey PRIMARY KEY (id),
    CONSTRAINT scenario_title_once UNIQUE (cycle_id, title),
    CONSTRAINT scenario_fixed_has_reason
      CHECK ((fixed_at IS NULL) = (fixed_by_id IS NULL) AND (fixed_at IS NULL) = (fixed_reason = '')),
    CONSTRAINT scenario_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT
  )`,
  'CREATE UNIQUE INDEX scenario_fixed_once ON scenario (cycle_id) WHERE fixed_at IS NOT NULL',
];
