import { SchemaPart } from './schema-part.js';

/** Who hears what. */
export class Notifications1780000000008 extends SchemaPart {
  readonly statements = [
    // One letter to one person about one piece of news, however often jobs run.
    `CREATE TABLE delivery (
      id uuid NOT NULL,
      message_id uuid NOT NULL,
      event text NOT NULL,
      -- whose organizers may see it; null for letters of accounts, which are the administrators'
      cycle_id uuid,
      user_id uuid,
      recipient text NOT NULL,
      locale text NOT NULL,
      subject text NOT NULL,
      -- the facts of the letter, and whose sealed token its link carries: never the token
      context jsonb NOT NULL,
      state text NOT NULL DEFAULT 'waiting',
      attempts integer NOT NULL DEFAULT 0,
      last_error text NOT NULL DEFAULT '',
      created_at timestamptz NOT NULL,
      started_at timestamptz,
      sent_at timestamptz,
      CONSTRAINT delivery_pkey PRIMARY KEY (id),
      CONSTRAINT delivery_once UNIQUE (message_id, recipient),
      CONSTRAINT delivery_state_known CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'withdrawn')),
      CONSTRAINT delivery_sent_has_instant CHECK (state <> 'sent' OR sent_at IS NOT NULL),
      CONSTRAINT delivery_message_id_fkey FOREIGN KEY (message_id) REFERENCES outbox_message (id) ON DELETE RESTRICT
    )`,
    'CREATE INDEX delivery_recent ON delivery (created_at, id)',
    'CREATE INDEX delivery_of_cycle ON delivery (cycle_id, created_at, id)',
    `CREATE INDEX delivery_waiting ON delivery (created_at) WHERE state IN ('waiting', 'sending')`,
  ];
}
