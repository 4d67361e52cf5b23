import { SchemaPart } from './schema-part.js';

/** An entry may go on from an earlier one. */
export class ContinuedEntries1780000000034 extends SchemaPart {
  readonly statements = [
    `ALTER TABLE submission
       ADD COLUMN continued_from_id uuid,
       ADD CONSTRAINT submission_continued_from_another CHECK (continued_from_id <> id)`,
  ];
}
