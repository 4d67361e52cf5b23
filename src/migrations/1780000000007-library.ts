import { SchemaPart } from './schema-part.js';

/** Practices: each keeps its year, its region as then named and the projects of its time. */
export class Library1780000000007 extends SchemaPart {
  readonly statements = [
    `CREATE TABLE practice (
      id uuid NOT NULL,
      slug text NOT NULL,
      submission_id uuid,
      publication_id uuid,
      cycle_id uuid,
      title text NOT NULL,
      summary text NOT NULL,
      region_code text NOT NULL,
      region_name text NOT NULL,
      organisation text NOT NULL,
      nomination text NOT NULL DEFAULT '',
      year integer NOT NULL,
      outcome text NOT NULL,
      recommended boolean NOT NULL DEFAULT false,
      sections jsonb NOT NULL DEFAULT '[]',
      results jsonb NOT NULL DEFAULT '[]',
      national_projects text[] NOT NULL DEFAULT '{}',
      started_on date,
      source text NOT NULL DEFAULT '',
      generated boolean NOT NULL DEFAULT false,
      published_at timestamptz NOT NULL,
      version integer NOT NULL DEFAULT 1,
      CONSTRAINT practice_pkey PRIMARY KEY (id),
      CONSTRAINT practice_of_submission_once UNIQUE (submission_id),
      CONSTRAINT practice_address_once UNIQUE (slug),
      CONSTRAINT practice_outcome_known
        CHECK (outcome IN ('winner', 'finalist', 'laureate', 'recommended', 'presented'))
    )`,
    'CREATE INDEX practice_region ON practice (region_code, year)',
    `CREATE INDEX practice_search ON practice USING gin (to_tsvector('russian',
       title || ' ' || summary || ' ' || region_name || ' ' || organisation || ' ' || nomination))`,
  ];
}
