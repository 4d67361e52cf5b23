import { appendOnly, SchemaPart, sqlFunction } from './schema-part.js';

/** What every part stands on: the role of the program, audit, news and tasks, files, mail, and the installation. */
export class Platform1780000000001 extends SchemaPart {
  readonly statements = [
    ...role,
    sqlFunction('platform/refuse_change'),
    ...audit,
    ...news,
    ...files,
    ...requests,
    ...installation,
  ];
}

// The program works under a role of its own, which may change rows of every table but those that are append-only.
// Roles are of the whole server: another database, or another process at this moment, may have made it.
const role = [
  `DO $$ BEGIN
     CREATE ROLE laureat_app NOLOGIN;
   EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
   END $$`,
  `DO $$ BEGIN EXECUTE format('GRANT laureat_app TO %I', current_user); END $$`,
  'GRANT USAGE ON SCHEMA public TO laureat_app',
  'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO laureat_app',
  'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO laureat_app',
];

const audit = [
  // Who did what to what. No foreign keys: a record outlives what it tells of.
  `CREATE TABLE audit_record (
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor_id uuid,
    actor_name text NOT NULL,
    action text NOT NULL,
    subject_type text NOT NULL,
    subject_id text NOT NULL,
    before jsonb,
    after jsonb,
    request_id text,
    CONSTRAINT audit_record_pkey PRIMARY KEY (id)
  )`,
  'CREATE INDEX audit_record_actor ON audit_record (actor_id, at)',
  'CREATE INDEX audit_record_subject ON audit_record (subject_type, subject_id, at)',
  'CREATE INDEX audit_record_recent ON audit_record (at, id)',
  ...appendOnly('audit_record'),

  // The chain over the records, made apart from writing them.
  `CREATE TABLE audit_seal (
    position bigint NOT NULL,
    record_id uuid NOT NULL,
    -- of the record's canonical form
    record_hash text NOT NULL,
    -- of the previous link's hash, this position and this record's hash
    chain_hash text NOT NULL,
    sealed_at timestamptz NOT NULL,
    -- rows sealed together, so that a missing tail of one batch is seen
    batch_size integer NOT NULL,
    CONSTRAINT audit_seal_pkey PRIMARY KEY (position),
    CONSTRAINT audit_seal_record_once UNIQUE (record_id)
  )`,
  ...appendOnly('audit_seal'),
];

const news = [
  // The outbox: news of a change, written with the change and told after the commit.
  `CREATE TABLE outbox_message (
    id uuid NOT NULL,
    type text NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    dispatched_at timestamptz,
    CONSTRAINT outbox_message_pkey PRIMARY KEY (id)
  )`,
  'CREATE INDEX outbox_message_type ON outbox_message (type, created_at)',
  'CREATE INDEX outbox_message_waiting ON outbox_message (created_at) WHERE dispatched_at IS NULL',

  // Long work that a person started, or was proposed and has to confirm.
  `CREATE TABLE task (
    id uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL DEFAULT 'waiting',
    done integer NOT NULL DEFAULT 0,
    total integer NOT NULL DEFAULT 0,
    input jsonb NOT NULL,
    result jsonb,
    started_by_id uuid,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    stop_asked_at timestamptz,
    CONSTRAINT task_pkey PRIMARY KEY (id),
    CONSTRAINT task_state_known CHECK (state IN ('proposed', 'waiting', 'running', 'done', 'failed', 'stopped'))
  )`,
  'CREATE INDEX task_recent ON task (created_at)',
];

const files = [
  `CREATE TABLE stored_file (
    id uuid NOT NULL,
    name text NOT NULL,
    -- found in the bytes, not the one that was claimed
    type text NOT NULL,
    bytes integer NOT NULL,
    sha256 text NOT NULL,
    storage_key text NOT NULL,
    uploaded_by_id uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT stored_file_pkey PRIMARY KEY (id),
    CONSTRAINT stored_file_has_bytes CHECK (bytes > 0),
    CONSTRAINT stored_file_hash_form CHECK (sha256 ~ '^[0-9a-f]{64}$')
  )`,
  'CREATE INDEX stored_file_hash ON stored_file (sha256)',

  // Copies without metadata, by the hash of the original: where it is kept, or why there is none.
  `CREATE TABLE bare_copy (
    sha256 text NOT NULL,
    -- the number of the way in which it was made: a better one makes it anew
    recipe integer NOT NULL,
    storage_key text,
    why text,
    made_at timestamptz NOT NULL,
    CONSTRAINT bare_copy_pkey PRIMARY KEY (sha256),
    CONSTRAINT bare_copy_hash_form CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT bare_copy_why_known CHECK (why IN ('encrypted', 'broken', 'complex', 'unknown')),
    CONSTRAINT bare_copy_kept_or_why CHECK ((storage_key IS NULL) = (why IS NOT NULL))
  )`,
];

const requests = [
  // A POST that its sender may repeat. Claimed in the transaction of the deed, kept for a day.
  `CREATE TABLE idempotency_key (
    actor_id text NOT NULL,
    key text NOT NULL,
    request_hash text NOT NULL,
    status integer,
    answer jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_key_pkey PRIMARY KEY (actor_id, key)
  )`,
  'CREATE INDEX idempotency_key_age ON idempotency_key (created_at)',

  // Attempts within a window, for all processes alike.
  `CREATE TABLE throttle (
    key text NOT NULL,
    window_started_at timestamptz NOT NULL,
    attempts integer NOT NULL,
    CONSTRAINT throttle_pkey PRIMARY KEY (key)
  )`,
];

const installation = [
  // Facts that processes share: the shifted clock, the last check of invariants.
  `CREATE TABLE setting (
    key text NOT NULL,
    value jsonb NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT setting_pkey PRIMARY KEY (key)
  )`,

  // The token of a link that a letter still has to carry, sealed with the installation's secret.
  `CREATE TABLE sealed_link (
    subject_id uuid NOT NULL,
    sealed text NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT sealed_link_pkey PRIMARY KEY (subject_id)
  )`,

  // The mailbox of the demonstration.
  `CREATE TABLE captured_mail (
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    message_id text NOT NULL,
    html text NOT NULL,
    text text NOT NULL,
    CONSTRAINT captured_mail_pkey PRIMARY KEY (id)
  )`,
  'CREATE INDEX captured_mail_recent ON captured_mail (at)',
];
