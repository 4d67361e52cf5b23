import { SchemaPart, sqlFunction } from './schema-part.js';

/** Entries by region are kept as counts, so that the cockpit of a large year reads a few hundred rows and no entry. */
export class CountsByRegion1780000000019 extends SchemaPart {
  readonly statements = [
    `CREATE TABLE submission_region_tally (
      cycle_id uuid NOT NULL,
      nomination_id uuid NOT NULL,
      region_code text NOT NULL,
      state text NOT NULL,
      received boolean NOT NULL,
      entries integer NOT NULL
    )`,
    'CREATE INDEX submission_region_tally_of_cycle ON submission_region_tally (cycle_id)',
    `INSERT INTO submission_region_tally (cycle_id, nomination_id, region_code, state, received, entries)
     SELECT cycle_id, nomination_id, region_code, state, first_submitted_at IS NOT NULL, count(*) FROM submission
      GROUP BY 1, 2, 3, 4, 5`,
    sqlFunction('submissions/tally_submissions'),
  ];
}
