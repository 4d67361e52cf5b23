/** Stages with their instants, and the announcements planned for them. */
export const stages = [
  // Open from `opens_at` until just before `closes_at`; no state says so.
  `CREATE TABLE stage (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    position integer NOT NULL,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT stage_pkey PRIMARY KEY (id),
    CONSTRAINT stage_kind_once UNIQUE (cycle_id, kind),
    CONSTRAINT stage_kind_known CHECK (kind IN ('intake', 'screening', 'regional', 'cross-review', 'voting', 'review',
      'board', 'publication', 'appeals')),
    CONSTRAINT stage_opens_before_it_closes CHECK (opens_at < closes_at),
    CONSTRAINT stage_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT
  )`,

  // Made once and moved with the dates.
  `CREATE TABLE stage_notice (
    id uuid NOT NULL,
    stage_id uuid NOT NULL,
    kind text NOT NULL,
    due_at timestamptz NOT NULL,
    announced_at timestamptz,
    CONSTRAINT stage_notice_pkey PRIMARY KEY (id),
    CONSTRAINT stage_notice_once UNIQUE (stage_id, kind),
    CONSTRAINT stage_notice_kind_known
      CHECK (kind IN ('opens', 'closes', 'closes-in-7-days', 'closes-in-3-days', 'closes-in-1-day'))
  )`,
  'CREATE INDEX stage_notice_due ON stage_notice (due_at) WHERE announced_at IS NULL',
];
