import { SchemaPart, sqlFunction } from './schema-part.js';

/** A part of a title or number is looked for by the index, whatever the planner thinks of so few rows. */
export class PartsOfTitles1780000000024 extends SchemaPart {
  readonly statements = [sqlFunction('submissions/submissions_with_part')];
}
