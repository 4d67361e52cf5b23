import { SchemaPart, sqlFunction } from './schema-part.js';

/** The words of a practice are kept beside it: made when they are looked at, they were most of what a search costs. */
export class WordsOfPractices1780000000023 extends SchemaPart {
  readonly statements = [
    `CREATE TABLE practice_words (
      practice_id uuid NOT NULL,
      words tsvector NOT NULL,
      CONSTRAINT practice_words_pkey PRIMARY KEY (practice_id),
      CONSTRAINT practice_words_practice_id_fkey FOREIGN KEY (practice_id) REFERENCES practice (id) ON DELETE CASCADE
    )`,
    'CREATE INDEX practice_words_found ON practice_words USING gin (words)',
    sqlFunction('library/keep_practice_words'),
    `INSERT INTO practice_words (practice_id, words)
     SELECT id, to_tsvector('russian', title || ' ' || summary || ' ' || region_name || ' ' || organisation || ' ' || nomination)
       FROM practice`,
    'DROP INDEX practice_search',
  ];
}
