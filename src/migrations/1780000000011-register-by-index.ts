import { SchemaPart, sqlFunction } from './schema-part.js';

/** The register is paged, searched and counted without walking through it. */
export class RegisterByIndex1780000000011 extends SchemaPart {
  readonly statements = [
    'CREATE EXTENSION IF NOT EXISTS pg_trgm',
    'CREATE INDEX submission_latest ON submission (cycle_id, (coalesce(submitted_at, saved_at)) DESC, id DESC)',
    // What only the own organisation sees.
    `CREATE INDEX submission_own ON submission (organisation_id) WHERE state = 'draft' OR first_submitted_at IS NULL`,
    'CREATE INDEX submission_title_part ON submission USING gin (title gin_trgm_ops)',
    'CREATE INDEX submission_number_part ON submission USING gin (register_number gin_trgm_ops)',

    // Every word of the revision in force, of the title, the number and the organisation's name.
    `CREATE TABLE submission_words (
      submission_id uuid NOT NULL,
      words tsvector NOT NULL,
      CONSTRAINT submission_words_pkey PRIMARY KEY (submission_id),
      CONSTRAINT submission_words_submission_id_fkey
        FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE CASCADE
    )`,
    'CREATE INDEX submission_words_found ON submission_words USING gin (words)',
    // Entries whose words are still to be read.
    `CREATE TABLE submission_unread (
      submission_id uuid NOT NULL,
      CONSTRAINT submission_unread_pkey PRIMARY KEY (submission_id)
    )`,
    'INSERT INTO submission_unread (submission_id) SELECT id FROM submission WHERE revision_id IS NOT NULL',
    sqlFunction('submissions/list_unread'),
    sqlFunction('submissions/list_unread_of_organisation'),
    sqlFunction('submissions/submissions_with_words'),

    // How many entries staff may see, by cycle, nomination and state: the sum of its rows.
    `CREATE TABLE submission_tally (
      cycle_id uuid NOT NULL,
      nomination_id uuid NOT NULL,
      state text NOT NULL,
      entries integer NOT NULL
    )`,
    'CREATE INDEX submission_tally_of_cycle ON submission_tally (cycle_id)',
    `INSERT INTO submission_tally (cycle_id, nomination_id, state, entries)
     SELECT cycle_id, nomination_id, state, count(*) FROM submission
      WHERE state <> 'draft' AND first_submitted_at IS NOT NULL GROUP BY 1, 2, 3`,
    sqlFunction('submissions/tally_submissions'),
  ];
}
