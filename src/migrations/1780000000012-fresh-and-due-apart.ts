import { SchemaPart } from './schema-part.js';

/** News that can be told at once and news that waits for an instant each have an index in their own order. */
export class FreshAndDueApart1780000000012 extends SchemaPart {
  readonly statements = [
    'DROP INDEX outbox_message_waiting',
    `CREATE INDEX outbox_message_waiting ON outbox_message (created_at)
       WHERE dispatched_at IS NULL AND due_at IS NULL`,
    `CREATE INDEX outbox_message_due ON outbox_message (due_at)
       WHERE dispatched_at IS NULL AND due_at IS NOT NULL`,
  ];
}
