/** Entries whose sheets differ too much: an extra expert is waited for, or was given. */
export const divergence = [
  `CREATE TABLE divergence (
    id uuid NOT NULL,
    submission_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'waiting',
    -- null: the totals differ
    criterion_id uuid,
    -- points, exact
    difference text NOT NULL,
    above text NOT NULL,
    found_at timestamptz NOT NULL,
    assignment_id uuid,
    settled_at timestamptz,
    CONSTRAINT divergence_pkey PRIMARY KEY (id),
    CONSTRAINT divergence_once UNIQUE (submission_id),
    CONSTRAINT divergence_state_known CHECK (state IN ('waiting', 'assigned', 'gone')),
    CONSTRAINT divergence_assigned_has_assignment CHECK ((state = 'assigned') = (assignment_id IS NOT NULL)),
    CONSTRAINT divergence_submission_id_fkey
      FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT,
    CONSTRAINT divergence_assignment_id_fkey FOREIGN KEY (assignment_id) REFERENCES assignment (id) ON DELETE RESTRICT
  )`,
];
