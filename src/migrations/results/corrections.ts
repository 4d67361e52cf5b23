import { sqlFunction } from '../schema-part.js';

/** What is to be set right in a ranking: prepared, approved by two, then applied for ever. */
export const corrections = [
  `CREATE TABLE correction (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    nomination_id uuid NOT NULL,
    -- the ranking that it sets right, and the appeal that it answers
    ranking_id uuid NOT NULL,
    appeal_id uuid,
    state text NOT NULL DEFAULT 'prepared',
    ground text NOT NULL,
    changes jsonb NOT NULL,
    -- of the inputs as they would be counted; what people approve
    hash text NOT NULL,
    prepared_by_id uuid NOT NULL,
    prepared_at timestamptz NOT NULL,
    applied_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT correction_pkey PRIMARY KEY (id),
    CONSTRAINT correction_state_known CHECK (state IN ('prepared', 'applied')),
    CONSTRAINT correction_has_ground CHECK (ground <> ''),
    CONSTRAINT correction_has_changes CHECK (jsonb_array_length(changes) > 0),
    CONSTRAINT correction_hash_form CHECK (hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT correction_applied_has_instant CHECK ((state = 'applied') = (applied_at IS NOT NULL)),
    CONSTRAINT correction_nomination_id_fkey
      FOREIGN KEY (nomination_id) REFERENCES nomination (id) ON DELETE RESTRICT,
    CONSTRAINT correction_ranking_id_fkey FOREIGN KEY (ranking_id) REFERENCES ranking (id) ON DELETE RESTRICT,
    CONSTRAINT correction_appeal_id_fkey FOREIGN KEY (appeal_id) REFERENCES appeal (id) ON DELETE RESTRICT
  )`,
  `CREATE UNIQUE INDEX correction_one_prepared ON correction (nomination_id) WHERE state = 'prepared'`,
  'CREATE INDEX correction_cycle ON correction (cycle_id)',
  sqlFunction('results/refuse_applied_correction'),
  sqlFunction('results/guard_correction'),

  `CREATE TABLE correction_approval (
    id uuid NOT NULL,
    correction_id uuid NOT NULL,
    user_id uuid NOT NULL,
    user_name text NOT NULL,
    hash text NOT NULL,
    approved_at timestamptz NOT NULL,
    CONSTRAINT correction_approval_pkey PRIMARY KEY (id),
    CONSTRAINT correction_approval_once UNIQUE (correction_id, user_id),
    CONSTRAINT correction_approval_correction_id_fkey
      FOREIGN KEY (correction_id) REFERENCES correction (id) ON DELETE CASCADE
  )`,
  sqlFunction('results/guard_correction_approval'),
];
