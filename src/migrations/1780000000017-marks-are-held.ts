import { SchemaPart, sqlFunction } from './schema-part.js';

/** What waits to be read says since when and is held by its writer; a letter is captured once. */
export class MarksAreHeld1780000000017 extends SchemaPart {
  readonly statements = [
    'ALTER TABLE submission_unread ADD COLUMN since timestamptz NOT NULL DEFAULT now()',
    sqlFunction('submissions/list_unread'),
    sqlFunction('submissions/list_unread_of_organisation'),
    `DELETE FROM captured_mail m USING captured_mail earlier
      WHERE earlier.message_id = m.message_id AND (earlier.at, earlier.id) < (m.at, m.id)`,
    'ALTER TABLE captured_mail ADD CONSTRAINT captured_mail_once UNIQUE (message_id)',
  ];
}
