import { SchemaPart, appendOnly } from './schema-part.js';

/** Which published practice an entry repeats, as the library called it when the entry was begun. */
export class OriginsOfEntries1780000000057 extends SchemaPart {
  readonly statements = [
    `CREATE TABLE entry_origin (
       id uuid NOT NULL,
       submission_id uuid NOT NULL,
       practice_id uuid NOT NULL,
       slug text NOT NULL,
       title text NOT NULL,
       region_name text NOT NULL,
       organisation text NOT NULL,
       year integer NOT NULL,
       at timestamptz NOT NULL,
       CONSTRAINT entry_origin_pkey PRIMARY KEY (id),
       CONSTRAINT entry_origin_once UNIQUE (submission_id),
       CONSTRAINT entry_origin_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT
     )`,
    'CREATE INDEX entry_origin_practice ON entry_origin (practice_id)',
    'GRANT SELECT, INSERT ON entry_origin TO laureat_app',
    ...appendOnly('entry_origin'),
  ];
}
