import { SchemaPart } from './schema-part.js';

/**
 * A draft is saved field by field: each knows when and by whom it was saved last, and what others had written before.
 * Forms without a draft keep what is typed into them.
 */
export class FieldsOfDrafts1780000000028 extends SchemaPart {
  readonly statements = [
    `CREATE INDEX submission_lapsed ON submission (cycle_id, due_at) WHERE state = 'returned'`,
    `CREATE TABLE submission_field (
       submission_id uuid NOT NULL,
       field text NOT NULL,
       version integer NOT NULL,
       saved_by_id uuid,
       saved_window text NOT NULL DEFAULT '',
       saved_at timestamptz NOT NULL,
       CONSTRAINT submission_field_pkey PRIMARY KEY (submission_id, field),
       CONSTRAINT submission_field_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE CASCADE,
       CONSTRAINT submission_field_saved_by_id_fkey FOREIGN KEY (saved_by_id) REFERENCES user_account (id),
       CONSTRAINT submission_field_version_counts CHECK (version > 0)
     )`,
    `CREATE TABLE submission_field_past (
       submission_id uuid NOT NULL,
       field text NOT NULL,
       version integer NOT NULL,
       value jsonb NOT NULL,
       saved_by_id uuid,
       saved_at timestamptz,
       replaced_at timestamptz NOT NULL,
       CONSTRAINT submission_field_past_pkey PRIMARY KEY (submission_id, field, version),
       CONSTRAINT submission_field_past_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE CASCADE,
       CONSTRAINT submission_field_past_saved_by_id_fkey FOREIGN KEY (saved_by_id) REFERENCES user_account (id),
       CONSTRAINT submission_field_past_version_counts CHECK (version >= 0)
     )`,
    'CREATE INDEX submission_field_past_age ON submission_field_past (replaced_at)',
    'GRANT SELECT, INSERT, UPDATE, DELETE ON submission_field, submission_field_past TO laureat_app',
    `CREATE UNLOGGED TABLE submission_presence (
       submission_id uuid NOT NULL,
       user_id uuid NOT NULL,
       "window" text NOT NULL,
       field text NOT NULL DEFAULT '',
       seen_at timestamptz NOT NULL,
       CONSTRAINT submission_presence_pkey PRIMARY KEY (submission_id, user_id, "window"),
       CONSTRAINT submission_presence_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE CASCADE,
       CONSTRAINT submission_presence_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE CASCADE
     )`,
    'CREATE INDEX submission_presence_age ON submission_presence (seen_at)',
    'GRANT SELECT, INSERT, UPDATE, DELETE ON submission_presence TO laureat_app',
    `CREATE TABLE kept_text (
       user_id uuid NOT NULL,
       form text NOT NULL,
       copy_id text NOT NULL,
       texts jsonb,
       sent jsonb NOT NULL DEFAULT '[]',
       saved_at timestamptz NOT NULL,
       CONSTRAINT kept_text_pkey PRIMARY KEY (user_id, form)
     )`,
    'CREATE INDEX kept_text_age ON kept_text (saved_at)',
    'GRANT SELECT, INSERT, UPDATE, DELETE ON kept_text TO laureat_app',
  ];
}
