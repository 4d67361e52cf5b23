import { SchemaPart } from './schema-part.js';

/** What is frozen is known by its content alone; files have an order and captions. */
export class FilesOfEntries1780000000031 extends SchemaPart {
  readonly statements = [
    'ALTER TABLE submission_revision ADD COLUMN content_form smallint NOT NULL DEFAULT 1',
    'ALTER TABLE submission_revision ADD CONSTRAINT submission_revision_content_form_known CHECK (content_form IN (1, 2))',
    `ALTER TABLE attachment ADD COLUMN caption text NOT NULL DEFAULT '', ADD COLUMN position integer`,
    'ALTER TABLE attachment ADD CONSTRAINT attachment_caption_short CHECK (char_length(caption) <= 300)',
    `CREATE TABLE upload (
       id uuid NOT NULL,
       submission_id uuid NOT NULL,
       field text NOT NULL,
       user_id uuid NOT NULL,
       name text NOT NULL,
       bytes integer NOT NULL,
       received integer NOT NULL DEFAULT 0,
       parts text[] NOT NULL DEFAULT '{}',
       created_at timestamptz NOT NULL,
       touched_at timestamptz NOT NULL,
       CONSTRAINT upload_pkey PRIMARY KEY (id),
       CONSTRAINT upload_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT,
       CONSTRAINT upload_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT,
       CONSTRAINT upload_has_bytes CHECK (bytes > 0),
       CONSTRAINT upload_received_fits CHECK (received BETWEEN 0 AND bytes)
     )`,
    'CREATE INDEX upload_age ON upload (touched_at)',
    'CREATE INDEX upload_submission ON upload (submission_id, user_id)',
    'GRANT SELECT, INSERT, UPDATE, DELETE ON upload TO laureat_app',
    `CREATE TABLE file_scan (
       id uuid NOT NULL,
       state text NOT NULL,
       finding text NOT NULL DEFAULT '',
       asked_at timestamptz NOT NULL,
       tried_at timestamptz,
       tries integer NOT NULL DEFAULT 0,
       answered_at timestamptz,
       CONSTRAINT file_scan_pkey PRIMARY KEY (id),
       CONSTRAINT file_scan_id_fkey FOREIGN KEY (id) REFERENCES stored_file (id) ON DELETE RESTRICT,
       CONSTRAINT file_scan_state_known CHECK (state IN ('waiting', 'clean', 'infected')),
       CONSTRAINT file_scan_answered_has_instant CHECK ((state = 'waiting') = (answered_at IS NULL)),
       CONSTRAINT file_scan_infected_has_finding CHECK ((state = 'infected') = (finding <> ''))
     )`,
    `CREATE INDEX file_scan_waiting ON file_scan (tried_at, id) WHERE state = 'waiting'`,
    'GRANT SELECT, INSERT, UPDATE ON file_scan TO laureat_app',
    // The nightly check asks of each file in the store whether some row names it.
    'CREATE INDEX stored_file_key ON stored_file (storage_key)',
    'CREATE INDEX bare_copy_key ON bare_copy (storage_key)',
  ];
}
