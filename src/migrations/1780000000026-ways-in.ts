import { SchemaPart, sqlFunction } from './schema-part.js';

/**
 * Organisations have a tax number, are merged and keep former names; what an import brought is known and can be taken back;
 * people register themselves and ask to join; an edition says how one gets in.
 */
export class WaysIn1780000000026 extends SchemaPart {
  readonly statements = [...organisations, ...imports, ...ways];
}

const organisations = [
  `ALTER TABLE organisation
     ADD COLUMN inn text,
     ADD COLUMN former_names text[] NOT NULL DEFAULT '{}',
     ADD COLUMN like_id uuid,
     ADD COLUMN merged_into_id uuid,
     ADD COLUMN merged_at timestamptz,
     ADD CONSTRAINT organisation_inn_form CHECK (inn ~ '^(\\d{10}|\\d{12})$'),
     ADD CONSTRAINT organisation_merged_has_instant CHECK ((merged_into_id IS NULL) = (merged_at IS NULL)),
     ADD CONSTRAINT organisation_merged_into_another CHECK (merged_into_id <> id)`,
  'CREATE UNIQUE INDEX organisation_inn_once ON organisation (inn) WHERE merged_into_id IS NULL',
  'ALTER TABLE organisation DROP CONSTRAINT organisation_name_once',
  'CREATE UNIQUE INDEX organisation_name_once ON organisation (name, region_code) WHERE merged_into_id IS NULL',
  `CREATE INDEX organisation_letters ON organisation
     ((regexp_replace(replace(lower(name), 'ё', 'е'), '[^а-яa-z0-9]', '', 'g')))`,
  sqlFunction('accounts/follow_merged_organisation'),
  ...['membership', 'submission', 'expert', 'invitation'].map(
    (table) => `CREATE TRIGGER ${table}_follows_merged BEFORE INSERT ON ${table}
       FOR EACH ROW EXECUTE FUNCTION follow_merged_organisation()`,
  ),
];

const imports = [
  `CREATE TABLE import_batch (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    -- of the bytes of the file
    sha256 text NOT NULL,
    rows integer NOT NULL,
    imported_by_id uuid,
    imported_at timestamptz NOT NULL,
    undone_by_id uuid,
    undone_at timestamptz,
    CONSTRAINT import_batch_pkey PRIMARY KEY (id),
    CONSTRAINT import_batch_kind_known CHECK (kind IN ('entries', 'scores')),
    CONSTRAINT import_batch_hash_form CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT import_batch_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX import_batch_of_cycle ON import_batch (cycle_id, imported_at)',
  // What it made, so that it can be taken back.
  `CREATE TABLE import_row (
    import_id uuid NOT NULL,
    subject_type text NOT NULL,
    subject_id uuid NOT NULL,
    CONSTRAINT import_row_pkey PRIMARY KEY (import_id, subject_id),
    CONSTRAINT import_row_import_id_fkey FOREIGN KEY (import_id) REFERENCES import_batch (id) ON DELETE RESTRICT
  )`,
  'DROP TRIGGER submission_revision_append_only ON submission_revision',
  `CREATE TRIGGER submission_revision_append_only BEFORE UPDATE OR DELETE ON submission_revision FOR EACH ROW
     WHEN (coalesce(current_setting('laureat.takes_back', true), '') = '')
     EXECUTE FUNCTION refuse_change()`,
  sqlFunction('submissions/take_back_import'),
  'REVOKE ALL ON FUNCTION take_back_import(uuid) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION take_back_import(uuid) TO laureat_app',
];

const ways = [
  `ALTER TABLE regulation_edition ADD COLUMN entry_rules jsonb NOT NULL DEFAULT '{}'`,
  // Somebody who has left an address and has not yet shown that it is theirs.
  `CREATE TABLE registration (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    locale text NOT NULL,
    organisation_id uuid,
    -- where it is a new one: name, inn, kind, region, and which known one it is said not to be
    new_organisation jsonb,
    token_hash text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT registration_pkey PRIMARY KEY (id),
    CONSTRAINT registration_token_once UNIQUE (token_hash),
    CONSTRAINT registration_email_lower CHECK (email = lower(email)),
    CONSTRAINT registration_one_organisation CHECK ((organisation_id IS NULL) <> (new_organisation IS NULL)),
    CONSTRAINT registration_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT,
    CONSTRAINT registration_organisation_id_fkey
      FOREIGN KEY (organisation_id) REFERENCES organisation (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX registration_expiry ON registration (expires_at)',
  `CREATE TABLE membership_request (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'open',
    asked_at timestamptz NOT NULL,
    -- until when its own people may answer; after that the organizer does
    due_at timestamptz NOT NULL,
    answered_by_id uuid,
    answered_at timestamptz,
    reason text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT membership_request_pkey PRIMARY KEY (id),
    CONSTRAINT membership_request_state_known CHECK (state IN ('open', 'approved', 'refused', 'withdrawn')),
    CONSTRAINT membership_request_answered_has_person
      CHECK ((state = 'open') = (answered_at IS NULL) AND (state = 'open') = (answered_by_id IS NULL)),
    CONSTRAINT membership_request_refused_has_reason CHECK (state <> 'refused' OR reason <> ''),
    CONSTRAINT membership_request_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT,
    CONSTRAINT membership_request_organisation_id_fkey
      FOREIGN KEY (organisation_id) REFERENCES organisation (id) ON DELETE RESTRICT
  )`,
  `CREATE UNIQUE INDEX membership_request_open_once ON membership_request (user_id, organisation_id) WHERE state = 'open'`,
  'CREATE INDEX membership_request_organisation ON membership_request (organisation_id, state)',
];
