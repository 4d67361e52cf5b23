import { SchemaPart } from './schema-part.js';

/** A returned entry is opened field by field. */
export class Intake1780000000029 extends SchemaPart {
  readonly statements = [...returns];
}

const returns = [
  `ALTER TABLE submission
     ADD COLUMN open_fields text[],
     ADD CONSTRAINT submission_open_fields_of_returned
       CHECK (open_fields IS NULL OR (state = 'returned' AND cardinality(open_fields) > 0))`,
];
