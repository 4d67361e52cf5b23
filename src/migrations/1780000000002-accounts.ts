import { SchemaPart } from './schema-part.js';

/** People, how they sign in, organisations, roles and invitations. */
export class Accounts1780000000002 extends SchemaPart {
  readonly statements = [...people, ...signIn, ...organisations, ...roles];
}

const people = [
  // Addresses are kept in lower case, so that one mailbox is one person.
  `CREATE TABLE user_account (
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    -- null: signs in by links alone
    password_hash text,
    locale text NOT NULL DEFAULT 'ru',
    time_zone text NOT NULL DEFAULT 'Europe/Moscow',
    created_at timestamptz NOT NULL,
    deactivated_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT user_account_pkey PRIMARY KEY (id),
    CONSTRAINT user_account_email_once UNIQUE (email),
    CONSTRAINT user_account_locale_known CHECK (locale IN ('ru', 'en')),
    CONSTRAINT user_account_email_lower CHECK (email = lower(email))
  )`,
];

// Of every token only the hash is kept.
const signIn = [
  `CREATE TABLE session (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    token_hash text NOT NULL,
    device text NOT NULL,
    address text NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT session_pkey PRIMARY KEY (id),
    CONSTRAINT session_token_once UNIQUE (token_hash),
    CONSTRAINT session_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX session_of_user ON session (user_id)',

  `CREATE TABLE sign_in_link (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    token_hash text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT sign_in_link_pkey PRIMARY KEY (id),
    CONSTRAINT sign_in_link_token_once UNIQUE (token_hash)
  )`,

  `CREATE TABLE api_token (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    token_hash text NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz,
    CONSTRAINT api_token_pkey PRIMARY KEY (id),
    CONSTRAINT api_token_once UNIQUE (token_hash),
    CONSTRAINT api_token_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX api_token_user ON api_token (user_id)',
];

const organisations = [
  `CREATE TABLE organisation (
    id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    region_code text NOT NULL,
    created_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT organisation_pkey PRIMARY KEY (id),
    CONSTRAINT organisation_name_once UNIQUE (name, region_code),
    CONSTRAINT organisation_kind_known
      CHECK (kind IN ('executive', 'municipal', 'federal', 'institution',
        'ngo', 'business', 'association', 'development'))
  )`,
  'CREATE INDEX organisation_region ON organisation (region_code, name)',
  'CREATE INDEX organisation_list ON organisation (name, id)',

  `CREATE TABLE membership (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT membership_pkey PRIMARY KEY (id),
    CONSTRAINT membership_once UNIQUE (user_id, organisation_id),
    CONSTRAINT membership_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT,
    CONSTRAINT membership_organisation_id_fkey
      FOREIGN KEY (organisation_id) REFERENCES organisation (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX membership_organisation ON membership (organisation_id)',
];

const roles = [
  // A role within a scope: what is null is not narrowed. Revoked grants stay on record.
  `CREATE TABLE role_grant (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    cycle_id uuid,
    nomination_id uuid,
    region_code text,
    granted_by_id uuid,
    granted_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT role_grant_pkey PRIMARY KEY (id),
    CONSTRAINT role_grant_role_known
      CHECK (role IN ('admin', 'organizer', 'coordinator', 'expert', 'member', 'chair', 'secretary', 'auditor')),
    CONSTRAINT role_grant_coordinator_has_region CHECK (role <> 'coordinator' OR region_code IS NOT NULL),
    CONSTRAINT role_grant_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX role_grant_user ON role_grant (user_id)',
  `CREATE UNIQUE INDEX role_grant_in_force_once ON role_grant
     (user_id, role, cycle_id, nomination_id, region_code) NULLS NOT DISTINCT WHERE revoked_at IS NULL`,

  // The offer of a role by mail, narrowed as the grant that it becomes.
  `CREATE TABLE invitation (
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    locale text NOT NULL,
    role text NOT NULL,
    cycle_id uuid,
    nomination_id uuid,
    region_code text,
    organisation_id uuid,
    token_hash text NOT NULL,
    invited_by_id uuid,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    accepted_by_id uuid,
    declined_at timestamptz,
    decline_reason text,
    CONSTRAINT invitation_pkey PRIMARY KEY (id),
    CONSTRAINT invitation_token_once UNIQUE (token_hash),
    CONSTRAINT invitation_role_known
      CHECK (role IN ('organizer', 'coordinator', 'expert', 'member', 'chair', 'secretary', 'auditor', 'admin')),
    CONSTRAINT invitation_coordinator_has_region CHECK (role <> 'coordinator' OR region_code IS NOT NULL),
    CONSTRAINT invitation_answered_once CHECK (accepted_at IS NULL OR declined_at IS NULL),
    CONSTRAINT invitation_answer_has_person CHECK (accepted_at IS NULL OR accepted_by_id IS NOT NULL)
  )`,
  'CREATE INDEX invitation_email ON invitation (email)',
  'CREATE INDEX invitation_recent ON invitation (created_at, id)',
];
