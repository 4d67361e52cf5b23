import { SchemaPart, appendOnly } from './schema-part.js';

/** What people with an account agreed to in a contest, or took back; what was ticked on registering waits for its letter. */
export class ConsentsOfAccounts1780000000056 extends SchemaPart {
  readonly statements = [
    `CREATE TABLE account_consent (
       id uuid NOT NULL,
       user_id uuid NOT NULL,
       cycle_id uuid NOT NULL,
       kind text NOT NULL,
       position integer NOT NULL,
       consent_version text NOT NULL,
       -- of the text that was read
       text_hash text NOT NULL,
       act text NOT NULL,
       at timestamptz NOT NULL,
       CONSTRAINT account_consent_pkey PRIMARY KEY (id),
       CONSTRAINT account_consent_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE RESTRICT,
       CONSTRAINT account_consent_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle (id) ON DELETE RESTRICT,
       CONSTRAINT account_consent_in_order UNIQUE (user_id, cycle_id, kind, position),
       CONSTRAINT account_consent_counted_from_one CHECK (position > 0),
       CONSTRAINT account_consent_kind_known CHECK (kind IN ('processing')),
       CONSTRAINT account_consent_act_known CHECK (act IN ('given', 'withdrawn')),
       CONSTRAINT account_consent_hash_form CHECK (text_hash ~ '^[0-9a-f]{64}$')
     )`,
    'GRANT SELECT, INSERT ON account_consent TO laureat_app',
    ...appendOnly('account_consent'),
    "ALTER TABLE registration ADD COLUMN consents jsonb NOT NULL DEFAULT '[]'",
  ];
}
