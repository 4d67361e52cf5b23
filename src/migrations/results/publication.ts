import { appendOnly, sqlFunction, unchanging } from '../schema-part.js';

/** What the public reads, and the codes under which certificates are verified. */
export const publication = [
  // A numbered snapshot; nothing of it is shown, counted, sent or searched before its instant.
  `CREATE TABLE publication (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    number integer NOT NULL,
    protocol_id uuid NOT NULL,
    snapshot jsonb NOT NULL,
    hash text NOT NULL,
    publish_at timestamptz NOT NULL,
    reason text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    created_by_id uuid NOT NULL,
    CONSTRAINT publication_pkey PRIMARY KEY (id),
    CONSTRAINT publication_number_once UNIQUE (cycle_id, number),
    CONSTRAINT publication_later_has_reason CHECK (number = 1 OR reason <> ''),
    CONSTRAINT publication_hash_form CHECK (hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT publication_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT,
    CONSTRAINT publication_protocol_id_fkey FOREIGN KEY (protocol_id) REFERENCES protocol (id) ON DELETE RESTRICT
  )`,
  ...appendOnly('publication'),
  sqlFunction('results/refuse_publication_without_two'),

  `CREATE TABLE certificate (
    id uuid NOT NULL,
    code text NOT NULL,
    publication_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    outcome text NOT NULL,
    CONSTRAINT certificate_pkey PRIMARY KEY (id),
    CONSTRAINT certificate_code_once UNIQUE (code),
    CONSTRAINT certificate_once UNIQUE (publication_id, submission_id, outcome),
    CONSTRAINT certificate_code_form CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{16}$'),
    CONSTRAINT certificate_publication_id_fkey
      FOREIGN KEY (publication_id) REFERENCES publication (id) ON DELETE RESTRICT,
    CONSTRAINT certificate_submission_id_fkey
      FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT
  )`,
  ...unchanging('certificate'),
];
