import { appendOnly, sqlFunction } from '../schema-part.js';

/** Entrants review each other's entries: what was allotted, who owes reviews, the reviews, excuses and moderation. */
export const crossReview = [
  // By a seed that everybody may see.
  `CREATE TABLE cross_review_allotment (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    seed integer NOT NULL,
    reviews integer NOT NULL,
    figures jsonb NOT NULL,
    allotted_at timestamptz NOT NULL,
    allotted_by_id uuid,
    CONSTRAINT cross_review_allotment_pkey PRIMARY KEY (id),
    CONSTRAINT cross_review_allotment_reviews_positive CHECK (reviews > 0),
    CONSTRAINT cross_review_allotment_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX cross_review_allotment_cycle ON cross_review_allotment (cycle_id)',
  ...appendOnly('cross_review_allotment'),

  // Whether an entry still owes reviews, and whether it dropped out, is computed and not kept.
  `CREATE TABLE cross_review_duty (
    id uuid NOT NULL,
    submission_id uuid NOT NULL,
    allotment_id uuid NOT NULL,
    nudged_at timestamptz,
    excused_at timestamptz,
    excused_by_id uuid,
    excuse_reason text NOT NULL DEFAULT '',
    -- when its people heard that it dropped out, and that they can read what others wrote of it
    told_at timestamptz,
    comments_told_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT cross_review_duty_pkey PRIMARY KEY (id),
    CONSTRAINT cross_review_duty_once UNIQUE (submission_id),
    CONSTRAINT cross_review_excused_has_reason
      CHECK ((excused_at IS NULL) = (excused_by_id IS NULL) AND (excused_at IS NULL) = (excuse_reason = '')),
    CONSTRAINT cross_review_duty_submission_id_fkey
      FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT,
    CONSTRAINT cross_review_duty_allotment_id_fkey
      FOREIGN KEY (allotment_id) REFERENCES cross_review_allotment (id) ON DELETE RESTRICT
  )`,

  // Given and taken back, one by one; the duty says how it stands now.
  `CREATE TABLE cross_review_excuse (
    id uuid NOT NULL,
    duty_id uuid NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL,
    by_id uuid NOT NULL,
    CONSTRAINT cross_review_excuse_pkey PRIMARY KEY (id),
    CONSTRAINT cross_review_excuse_kind_known CHECK (kind IN ('given', 'taken-back')),
    CONSTRAINT cross_review_excuse_has_reason CHECK (reason <> ''),
    CONSTRAINT cross_review_excuse_duty_id_fkey
      FOREIGN KEY (duty_id) REFERENCES cross_review_duty (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX cross_review_excuse_duty ON cross_review_excuse (duty_id)',
  ...appendOnly('cross_review_excuse'),

  `CREATE TABLE cross_review (
    id uuid NOT NULL,
    duty_id uuid NOT NULL,
    -- the entry whose entrants review
    reviewer_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    -- what is read: the revision in force when it was allotted
    revision_id uuid NOT NULL,
    -- the place in the own list
    position integer NOT NULL,
    -- the review that was given back and in whose place this one stands
    replaces_id uuid,
    state text NOT NULL DEFAULT 'open',
    comment text NOT NULL DEFAULT '',
    grades jsonb NOT NULL DEFAULT '{}',
    reason text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    saved_at timestamptz,
    saved_by_id uuid,
    submitted_at timestamptz,
    ended_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT cross_review_pkey PRIMARY KEY (id),
    CONSTRAINT cross_review_once UNIQUE (reviewer_id, submission_id),
    CONSTRAINT cross_review_replaced_once UNIQUE (replaces_id),
    CONSTRAINT cross_review_state_known CHECK (state IN ('open', 'submitted', 'conflicted')),
    CONSTRAINT cross_review_of_another CHECK (reviewer_id <> submission_id),
    CONSTRAINT cross_review_comment_bounded CHECK (length(comment) <= 5000),
    CONSTRAINT cross_review_submitted_has_facts
      CHECK ((state = 'submitted') = (submitted_at IS NOT NULL)
        AND (state <> 'submitted' OR (comment <> '' AND saved_by_id IS NOT NULL))),
    CONSTRAINT cross_review_conflicted_has_reason
      CHECK ((state = 'conflicted') = (reason <> '' AND ended_at IS NOT NULL)),
    CONSTRAINT cross_review_duty_id_fkey FOREIGN KEY (duty_id) REFERENCES cross_review_duty (id) ON DELETE RESTRICT,
    CONSTRAINT cross_review_reviewer_id_fkey FOREIGN KEY (reviewer_id) REFERENCES submission (id) ON DELETE RESTRICT,
    CONSTRAINT cross_review_submission_id_fkey
      FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT,
    CONSTRAINT cross_review_revision_id_fkey
      FOREIGN KEY (revision_id) REFERENCES submission_revision (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX cross_review_submission ON cross_review (submission_id)',
  'CREATE INDEX cross_review_of_duty ON cross_review (duty_id)',
  sqlFunction('cross-review/refuse_own_cross_review'),
  sqlFunction('cross-review/refuse_change_of_cross_review'),

  // Whether the entrants of the entry read a comment; without a row nobody has read it yet.
  `CREATE TABLE cross_review_moderation (
    id uuid NOT NULL,
    review_id uuid NOT NULL,
    state text NOT NULL,
    reason text NOT NULL DEFAULT '',
    moderated_at timestamptz NOT NULL,
    moderated_by_id uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT cross_review_moderation_pkey PRIMARY KEY (id),
    CONSTRAINT cross_review_moderation_once UNIQUE (review_id),
    CONSTRAINT cross_review_moderation_state_known CHECK (state IN ('passed', 'held')),
    CONSTRAINT cross_review_held_has_reason CHECK ((state = 'held') = (reason <> '')),
    CONSTRAINT cross_review_moderation_review_id_fkey
      FOREIGN KEY (review_id) REFERENCES cross_review (id) ON DELETE RESTRICT
  )`,
  sqlFunction('cross-review/refuse_moderation_of_draft'),
  sqlFunction('cross-review/comments_for_entrants'),

  sqlFunction('cross-review/cross_review_standing'),
  sqlFunction('cross-review/is_dropped_out'),
  sqlFunction('cross-review/entries_dropped_out'),
];
