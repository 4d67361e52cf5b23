import { appendOnly, sqlFunction } from '../schema-part.js';

/** Score sheets, every version of them, and the two ways back: reopening one, restoring all of a cycle. */
export const sheets = [
  // The sheets of a cycle are to be as they were at an instant; two people approve, the second approval does it.
  `CREATE TABLE sheet_restoration (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    as_of timestamptz NOT NULL,
    reason text NOT NULL,
    requested_by_id uuid NOT NULL,
    requested_at timestamptz NOT NULL,
    applied_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT sheet_restoration_pkey PRIMARY KEY (id),
    CONSTRAINT sheet_restoration_has_reason CHECK (reason <> ''),
    CONSTRAINT sheet_restoration_of_the_past CHECK (as_of <= requested_at),
    CONSTRAINT sheet_restoration_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT
  )`,

  `CREATE TABLE sheet_restoration_approval (
    id uuid NOT NULL,
    restoration_id uuid NOT NULL,
    user_id uuid NOT NULL,
    approved_at timestamptz NOT NULL,
    CONSTRAINT sheet_restoration_approval_pkey PRIMARY KEY (id),
    CONSTRAINT sheet_restoration_approval_once UNIQUE (restoration_id, user_id),
    CONSTRAINT sheet_restoration_approval_restoration_id_fkey
      FOREIGN KEY (restoration_id) REFERENCES sheet_restoration (id) ON DELETE RESTRICT
  )`,
  ...appendOnly('sheet_restoration_approval'),
  sqlFunction('judging/refuse_restoring_without_two'),

  // One expert's judgement of one revision.
  `CREATE TABLE evaluation (
    id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    revision_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'draft',
    -- points and remarks by criterion id; criteria that the expert is unable to judge
    scores jsonb NOT NULL DEFAULT '{}',
    cannot_judge jsonb NOT NULL DEFAULT '[]',
    remarks jsonb NOT NULL DEFAULT '{}',
    -- for the expert alone
    note text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    saved_at timestamptz NOT NULL,
    submitted_at timestamptz,
    restoration_id uuid,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT evaluation_pkey PRIMARY KEY (id),
    CONSTRAINT evaluation_once UNIQUE (assignment_id),
    CONSTRAINT evaluation_state_known CHECK (state IN ('draft', 'submitted', 'set-aside')),
    CONSTRAINT evaluation_submitted_has_instant CHECK (state = 'draft' OR submitted_at IS NOT NULL),
    CONSTRAINT evaluation_set_aside_has_reason CHECK (state <> 'set-aside' OR reason <> ''),
    CONSTRAINT evaluation_assignment_id_fkey FOREIGN KEY (assignment_id) REFERENCES assignment (id) ON DELETE RESTRICT,
    CONSTRAINT evaluation_revision_id_fkey
      FOREIGN KEY (revision_id) REFERENCES submission_revision (id) ON DELETE RESTRICT,
    CONSTRAINT evaluation_restoration_id_fkey
      FOREIGN KEY (restoration_id) REFERENCES sheet_restoration (id) ON DELETE RESTRICT
  )`,
  sqlFunction('judging/refuse_conflicted_evaluation'),
  sqlFunction('judging/refuse_sheet_of_ended_assignment'),

  // The sheet as it became by being submitted, reopened, set aside or restored; SQL alone writes it.
  `CREATE TABLE evaluation_version (
    id uuid NOT NULL,
    evaluation_id uuid NOT NULL,
    number integer NOT NULL,
    state text NOT NULL,
    revision_id uuid NOT NULL,
    scores jsonb NOT NULL,
    cannot_judge jsonb NOT NULL,
    remarks jsonb NOT NULL,
    note text NOT NULL,
    reason text NOT NULL,
    submitted_at timestamptz,
    at timestamptz NOT NULL,
    CONSTRAINT evaluation_version_pkey PRIMARY KEY (id),
    CONSTRAINT evaluation_version_once UNIQUE (evaluation_id, number),
    CONSTRAINT evaluation_version_evaluation_id_fkey
      FOREIGN KEY (evaluation_id) REFERENCES evaluation (id) ON DELETE RESTRICT
  )`,
  ...appendOnly('evaluation_version'),
  sqlFunction('judging/keep_sheet_version'),

  // A version of a sheet is asked to be opened again, and the organizer decides.
  `CREATE TABLE sheet_reopening (
    id uuid NOT NULL,
    evaluation_id uuid NOT NULL,
    sheet_version integer NOT NULL,
    state text NOT NULL,
    asked_by_id uuid,
    ask_reason text NOT NULL DEFAULT '',
    asked_at timestamptz,
    reason text NOT NULL DEFAULT '',
    decided_by_id uuid,
    decided_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT sheet_reopening_pkey PRIMARY KEY (id),
    CONSTRAINT sheet_reopening_once UNIQUE (evaluation_id, sheet_version),
    CONSTRAINT sheet_reopening_state_known CHECK (state IN ('asked', 'granted', 'declined')),
    CONSTRAINT sheet_reopening_asked_has_reason
      CHECK (asked_by_id IS NULL OR (ask_reason <> '' AND asked_at IS NOT NULL)),
    CONSTRAINT sheet_reopening_decided_has_person
      CHECK ((state = 'asked') = (decided_by_id IS NULL) AND (decided_by_id IS NULL) = (decided_at IS NULL)
        AND (state = 'asked' OR reason <> '')),
    CONSTRAINT sheet_reopening_evaluation_id_fkey
      FOREIGN KEY (evaluation_id) REFERENCES evaluation (id) ON DELETE RESTRICT
  )`,

  // What is submitted stands, but for these.
  sqlFunction('judging/is_sheet_restored'),
  sqlFunction('judging/refuse_change_of_submitted_sheet'),
];
