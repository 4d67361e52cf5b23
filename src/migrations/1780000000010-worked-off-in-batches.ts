import { SchemaPart, sqlFunction } from './schema-part.js';

/** News, letters and seals are worked off where they stand, in batches, and each is looked at once. */
export class WorkedOffInBatches1780000000010 extends SchemaPart {
  readonly statements = [
    'ALTER TABLE outbox_message ADD COLUMN due_at timestamptz',
    'ALTER TABLE delivery ADD COLUMN retry_at timestamptz',
    // Records without a seal, in the order in which they are to be sealed.
    `CREATE TABLE audit_unsealed (
      at timestamptz NOT NULL,
      record_id uuid NOT NULL,
      CONSTRAINT audit_unsealed_pkey PRIMARY KEY (at, record_id)
    )`,
    `INSERT INTO audit_unsealed (at, record_id)
     SELECT r.at, r.id FROM audit_record r WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.record_id = r.id)`,
    sqlFunction('platform/list_unsealed'),
  ];
}
