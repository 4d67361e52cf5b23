import { sqlFunction } from '../schema-part.js';

/** Conflicts of interest of experts and entries, and what keeps people apart from entries. */
export const conflicts = [
  `CREATE TABLE conflict (
    id uuid NOT NULL,
    expert_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    source text NOT NULL,
    -- what rests on a name alone is suspected until a person has settled it; it keeps the pair apart all the same
    state text NOT NULL DEFAULT 'confirmed',
    reason text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    declared_by_id uuid,
    settled_by_id uuid,
    settled_at timestamptz,
    CONSTRAINT conflict_pkey PRIMARY KEY (id),
    CONSTRAINT conflict_once UNIQUE (expert_id, submission_id, source),
    CONSTRAINT conflict_source_known CHECK (source IN ('same-region', 'same-organisation', 'former-organisation',
      'same-employer', 'declared', 'declared-by-entrant', 'organizer', 'related')),
    CONSTRAINT conflict_state_known CHECK (state IN ('confirmed', 'suspected', 'dismissed')),
    CONSTRAINT conflict_dismissed_has_person
      CHECK (state <> 'dismissed' OR (settled_by_id IS NOT NULL AND reason <> '')),
    CONSTRAINT conflict_expert_id_fkey FOREIGN KEY (expert_id) REFERENCES expert (id) ON DELETE RESTRICT,
    CONSTRAINT conflict_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX conflict_submission ON conflict (submission_id)',

  // Of experts and entries, with the lock that both sides take.
  sqlFunction('judging/lock_pair'),
  sqlFunction('judging/is_conflicted'),
  sqlFunction('judging/refuse_conflict_of_assigned'),

  // Of anybody and entries.
  sqlFunction('judging/entries_hidden_from'),
  sqlFunction('judging/is_staff_conflicted'),
];
