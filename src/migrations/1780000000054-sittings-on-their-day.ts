import { SchemaPart, sqlFunction } from './schema-part.js';

/** What a sitting decides it decides on its day or after it. */
export class SittingsOnTheirDay1780000000054 extends SchemaPart {
  readonly statements = [
    sqlFunction('results/is_before_sitting'),
    sqlFunction('results/refuse_before_sitting'),
    sqlFunction('results/refuse_day_past_acts'),
  ];
}
