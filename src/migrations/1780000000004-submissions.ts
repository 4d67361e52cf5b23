import { appendOnly, SchemaPart } from './schema-part.js';

/** Entries with their revisions and files, the register, and who is related to an entry. */
export class Submissions1780000000004 extends SchemaPart {
  readonly statements = [...entries, ...relations];
}

const entries = [
  // What is judged is the last revision; `answers` is the working copy.
  `CREATE TABLE submission (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    nomination_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    -- the region that is credited: the organisation's when the entry was begun
    region_code text NOT NULL,
    started_by_id uuid,
    form_version_id uuid NOT NULL,
    title text NOT NULL,
    state text NOT NULL DEFAULT 'draft',
    answers jsonb NOT NULL,
    register_number text,
    revision_id uuid,
    revisions integer NOT NULL DEFAULT 0,
    -- of the revision in force
    submitted_at timestamptz,
    first_submitted_at timestamptz,
    screened_by_id uuid,
    screened_at timestamptz,
    -- why it was returned, rejected or withdrawn
    reason text NOT NULL DEFAULT '',
    -- until when a returned entry may be submitted again
    due_at timestamptz,
    withdrawn_at timestamptz,
    generated boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    saved_at timestamptz NOT NULL,
    saved_by_id uuid,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT submission_pkey PRIMARY KEY (id),
    CONSTRAINT submission_register_number_once UNIQUE (cycle_id, register_number),
    CONSTRAINT submission_state_known
      CHECK (state IN ('draft', 'submitted', 'returned', 'admitted', 'rejected', 'withdrawn')),
    CONSTRAINT submission_submitted_has_facts
      CHECK (state IN ('draft', 'withdrawn')
        OR (submitted_at IS NOT NULL AND register_number IS NOT NULL AND revision_id IS NOT NULL)),
    CONSTRAINT submission_screened_has_person
      CHECK (state NOT IN ('admitted', 'rejected', 'returned')
        OR (screened_by_id IS NOT NULL AND screened_at IS NOT NULL)),
    CONSTRAINT submission_returned_has_reason CHECK (state <> 'returned' OR (reason <> '' AND due_at IS NOT NULL)),
    CONSTRAINT submission_rejected_has_ground CHECK (state <> 'rejected' OR reason <> ''),
    CONSTRAINT submission_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT,
    CONSTRAINT submission_nomination_id_fkey
      FOREIGN KEY (nomination_id) REFERENCES nomination (id) ON DELETE RESTRICT,
    CONSTRAINT submission_organisation_id_fkey
      FOREIGN KEY (organisation_id) REFERENCES organisation (id) ON DELETE RESTRICT,
    CONSTRAINT submission_form_version_id_fkey
      FOREIGN KEY (form_version_id) REFERENCES form_version (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX submission_register ON submission (cycle_id, submitted_at, id)',
  'CREATE INDEX submission_organisation ON submission (organisation_id)',
  'CREATE INDEX submission_in_play ON submission (nomination_id, region_code, state)',

  // What was submitted, frozen.
  `CREATE TABLE submission_revision (
    id uuid NOT NULL,
    submission_id uuid NOT NULL,
    number integer NOT NULL,
    title text NOT NULL,
    form_version_id uuid NOT NULL,
    answers jsonb NOT NULL,
    -- as it was then
    organisation jsonb NOT NULL,
    files jsonb NOT NULL,
    -- of the canonical form of all the above
    content_hash text NOT NULL,
    submitted_at timestamptz NOT NULL,
    submitted_by_id uuid,
    CONSTRAINT submission_revision_pkey PRIMARY KEY (id),
    CONSTRAINT submission_revision_number_once UNIQUE (submission_id, number),
    CONSTRAINT submission_revision_hash_form CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT submission_revision_submission_id_fkey
      FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT
  )`,
  ...appendOnly('submission_revision'),

  // A file answers a field. Taking it away leaves the file: a revision may name it.
  `CREATE TABLE attachment (
    id uuid NOT NULL,
    submission_id uuid NOT NULL,
    field text NOT NULL,
    file_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    removed_at timestamptz,
    CONSTRAINT attachment_pkey PRIMARY KEY (id),
    CONSTRAINT attachment_submission_id_fkey
      FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT,
    CONSTRAINT attachment_file_id_fkey FOREIGN KEY (file_id) REFERENCES stored_file (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX attachment_submission ON attachment (submission_id, field)',

  // The last register number given in a nomination; the lock of its row makes numbers unbroken.
  `CREATE TABLE register_counter (
    nomination_id uuid NOT NULL,
    last integer NOT NULL,
    CONSTRAINT register_counter_pkey PRIMARY KEY (nomination_id)
  )`,
];

const relations = [
  // A person whom the entrant names as related to the entry, in case that person is an expert.
  `CREATE TABLE declared_relation (
    id uuid NOT NULL,
    submission_id uuid NOT NULL,
    name text NOT NULL,
    relation text NOT NULL,
    declared_by_id uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT declared_relation_pkey PRIMARY KEY (id),
    CONSTRAINT declared_relation_once UNIQUE (submission_id, name),
    CONSTRAINT declared_relation_has_words CHECK (name <> '' AND relation <> ''),
    CONSTRAINT declared_relation_submission_id_fkey
      FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT
  )`,

  // An entry from which somebody who runs the cycle keeps away.
  `CREATE TABLE staff_conflict (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    reason text NOT NULL,
    declared_by_id uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT staff_conflict_pkey PRIMARY KEY (id),
    CONSTRAINT staff_conflict_once UNIQUE (user_id, submission_id),
    CONSTRAINT staff_conflict_has_reason CHECK (reason <> ''),
    CONSTRAINT staff_conflict_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT,
    CONSTRAINT staff_conflict_submission_id_fkey
      FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT
  )`,
];
