import { appendOnly, SchemaPart, sqlFunction } from './schema-part.js';

/** The rows of a ranking are rows of their own, so that a page reads those that it shows. */
export class RankingRows1780000000015 extends SchemaPart {
  readonly statements = [
    `CREATE TABLE ranking_row (
      ranking_id uuid NOT NULL,
      -- in the order of the ranking: those with a place, then those without
      position integer NOT NULL,
      entry_id uuid NOT NULL,
      -- null for one without a place
      place integer,
      -- the row as it was computed, but for the way to it
      standing jsonb NOT NULL,
      explanation jsonb,
      CONSTRAINT ranking_row_pkey PRIMARY KEY (ranking_id, position),
      CONSTRAINT ranking_row_once UNIQUE (ranking_id, entry_id),
      CONSTRAINT ranking_row_ranking_id_fkey FOREIGN KEY (ranking_id) REFERENCES ranking (id) ON DELETE RESTRICT
    )`,
    `INSERT INTO ranking_row (ranking_id, position, entry_id, place, standing, explanation)
     SELECT r.id, x.position, (x.said->>'entryId')::uuid, (x.said->'place'->>'from')::int, x.said - 'explanation',
            x.said->'explanation'
       FROM ranking r CROSS JOIN LATERAL jsonb_array_elements(r.rows) WITH ORDINALITY x(said, position)`,
    ...appendOnly('ranking_row'),
    'ALTER TABLE ranking DROP COLUMN rows',
    sqlFunction('results/refuse_groundless_awards'),
  ];
}
