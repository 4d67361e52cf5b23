import { appendOnly, sqlFunction } from '../schema-part.js';

/** Protocols as drawn up at an instant, and the signatures under them. */
export const protocols = [
  `CREATE TABLE protocol (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    -- the machine-readable form, and its hash
    twin jsonb NOT NULL,
    hash text NOT NULL,
    created_at timestamptz NOT NULL,
    created_by_id uuid,
    CONSTRAINT protocol_pkey PRIMARY KEY (id),
    CONSTRAINT protocol_hash_form CHECK (hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT protocol_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT,
    CONSTRAINT protocol_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meeting (id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX protocol_latest ON protocol (cycle_id, created_at)',
  ...appendOnly('protocol'),

  // One person signs once, under the hash of the protocol.
  `CREATE TABLE approval (
    id uuid NOT NULL,
    protocol_id uuid NOT NULL,
    user_id uuid NOT NULL,
    user_name text NOT NULL,
    capacity text NOT NULL,
    hash text NOT NULL,
    approved_at timestamptz NOT NULL,
    -- Ed25519 over the canonical facts of the signature, and the key that verifies it; base64
    signature text NOT NULL DEFAULT '',
    public_key text NOT NULL DEFAULT '',
    CONSTRAINT approval_pkey PRIMARY KEY (id),
    CONSTRAINT approval_person_once UNIQUE (protocol_id, user_id),
    CONSTRAINT approval_protocol_id_fkey FOREIGN KEY (protocol_id) REFERENCES protocol (id) ON DELETE RESTRICT
  )`,
  ...appendOnly('approval'),
  sqlFunction('results/refuse_approval_of_other_hash'),
];
