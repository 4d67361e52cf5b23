/** What entrants read of their own result. */
export const entryResult = [
  // An expert's remark as the entrant reads it, or why it is not shown. Without a row nobody reads it.
  `CREATE TABLE remark_release (
    id uuid NOT NULL,
    evaluation_id uuid NOT NULL,
    criterion_id uuid NOT NULL,
    text text NOT NULL,
    shown boolean NOT NULL,
    reason text NOT NULL DEFAULT '',
    settled_by_id uuid NOT NULL,
    settled_at timestamptz NOT NULL,
    CONSTRAINT remark_release_pkey PRIMARY KEY (id),
    CONSTRAINT remark_release_once UNIQUE (evaluation_id, criterion_id),
    CONSTRAINT remark_release_hidden_has_reason CHECK (shown OR reason <> ''),
    CONSTRAINT remark_release_evaluation_id_fkey
      FOREIGN KEY (evaluation_id) REFERENCES evaluation (id) ON DELETE RESTRICT
  )`,
];
