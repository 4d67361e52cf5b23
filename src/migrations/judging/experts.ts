/** Experts: what is known of them in every year, and their part in a cycle with what they sign and prefer. */
export const experts = [
  `CREATE TABLE expert_profile (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    spheres text[] NOT NULL DEFAULT '{}',
    languages text[] NOT NULL DEFAULT '{}',
    region_code text,
    -- with their dates: a former place of work is a conflict too
    employers jsonb NOT NULL DEFAULT '[]',
    capacity integer NOT NULL DEFAULT 30,
    about text NOT NULL DEFAULT '',
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT expert_profile_pkey PRIMARY KEY (id),
    CONSTRAINT expert_profile_once UNIQUE (user_id),
    CONSTRAINT expert_profile_capacity_positive CHECK (capacity > 0),
    CONSTRAINT expert_profile_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT
  )`,

  // Asked to judge in a cycle; only who has accepted can be assigned.
  `CREATE TABLE expert (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    user_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'invited',
    -- an alternate judges nothing until a place becomes free; the lowest rank moves up first
    place text NOT NULL DEFAULT 'main',
    alternate_rank integer,
    -- where the expert lives or works: entries of this region and organisation are a conflict of interest
    region_code text,
    organisation_id uuid,
    employer text NOT NULL DEFAULT '',
    -- the invitation: silence until \`answer_by\` is a refusal
    wave integer NOT NULL DEFAULT 1,
    token_hash text,
    invited_at timestamptz NOT NULL,
    answer_by timestamptz,
    reminded_at timestamptz,
    answered_at timestamptz,
    decline_reason text NOT NULL DEFAULT '',
    suggestion jsonb,
    -- nominations whose entries the expert judges (empty: all), how many, and a personal term
    panels text[] NOT NULL DEFAULT '{}',
    capacity integer NOT NULL DEFAULT 30,
    due_at timestamptz,
    nudged_at timestamptz,
    -- nothing opens before the expert has said which of the titles are a conflict
    conflicts_declared_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT expert_pkey PRIMARY KEY (id),
    CONSTRAINT expert_once UNIQUE (cycle_id, user_id),
    CONSTRAINT expert_state_known CHECK (state IN ('invited', 'accepted', 'declined', 'lapsed', 'removed')),
    CONSTRAINT expert_answered CHECK (state NOT IN ('accepted', 'declined') OR answered_at IS NOT NULL),
    CONSTRAINT expert_place_known CHECK (place IN ('main', 'alternate')),
    CONSTRAINT expert_alternate_has_rank CHECK ((place = 'alternate') = (alternate_rank IS NOT NULL)),
    CONSTRAINT expert_capacity_positive CHECK (capacity > 0),
    CONSTRAINT expert_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT,
    CONSTRAINT expert_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX expert_user ON expert (user_id)',

  // Which version of which text was signed, and when.
  `CREATE TABLE expert_consent (
    id uuid NOT NULL,
    expert_id uuid NOT NULL,
    kind text NOT NULL,
    consent_version text NOT NULL,
    text_hash text NOT NULL,
    given_at timestamptz NOT NULL,
    CONSTRAINT expert_consent_pkey PRIMARY KEY (id),
    CONSTRAINT expert_consent_once UNIQUE (expert_id, kind, consent_version),
    CONSTRAINT expert_consent_kind_known CHECK (kind IN ('confidentiality', 'personal-data')),
    CONSTRAINT expert_consent_hash_form CHECK (text_hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT expert_consent_expert_id_fkey FOREIGN KEY (expert_id) REFERENCES expert (id) ON DELETE RESTRICT
  )`,

  // Entries that an expert would like to judge, or would rather not.
  `CREATE TABLE expert_preference (
    id uuid NOT NULL,
    expert_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    preference integer NOT NULL,
    CONSTRAINT expert_preference_pkey PRIMARY KEY (id),
    CONSTRAINT expert_preference_once UNIQUE (expert_id, submission_id),
    CONSTRAINT expert_preference_known CHECK (preference IN (-1, 1)),
    CONSTRAINT expert_preference_expert_id_fkey FOREIGN KEY (expert_id) REFERENCES expert (id) ON DELETE RESTRICT,
    CONSTRAINT expert_preference_submission_id_fkey
      FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT
  )`,
];
