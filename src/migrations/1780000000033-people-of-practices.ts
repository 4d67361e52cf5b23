import { SchemaPart, appendOnly } from './schema-part.js';

/** The people of a practice, and what each of them agreed to or took back, in documents of their own. */
export class PeopleOfPractices1780000000033 extends SchemaPart {
  readonly statements = [
    `CREATE TABLE practice_person (
       id uuid NOT NULL,
       submission_id uuid NOT NULL,
       name text NOT NULL,
       role text NOT NULL,
       email text NOT NULL,
       locale text NOT NULL,
       token_hash text NOT NULL,
       added_by_id uuid,
       created_at timestamptz NOT NULL,
       asked_at timestamptz NOT NULL,
       removed_at timestamptz,
       version integer NOT NULL DEFAULT 1,
       CONSTRAINT practice_person_pkey PRIMARY KEY (id),
       CONSTRAINT practice_person_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT,
       CONSTRAINT practice_person_role_known CHECK (role IN ('leader', 'participant', 'contact')),
       CONSTRAINT practice_person_has_words CHECK (name <> '' AND email <> '')
     )`,
    'CREATE UNIQUE INDEX practice_person_once ON practice_person (submission_id, email) WHERE removed_at IS NULL',
    'CREATE UNIQUE INDEX practice_person_token ON practice_person (token_hash)',
    'CREATE INDEX practice_person_email ON practice_person (email)',
    'GRANT SELECT, INSERT, UPDATE ON practice_person TO laureat_app',
    `CREATE TABLE person_consent (
       id uuid NOT NULL,
       person_id uuid NOT NULL,
       kind text NOT NULL,
       consent_version text NOT NULL,
       -- of the text that was read
       text_hash text NOT NULL,
       act text NOT NULL,
       at timestamptz NOT NULL,
       CONSTRAINT person_consent_pkey PRIMARY KEY (id),
       CONSTRAINT person_consent_person_id_fkey FOREIGN KEY (person_id) REFERENCES practice_person (id) ON DELETE RESTRICT,
       CONSTRAINT person_consent_kind_known CHECK (kind IN ('processing', 'publication')),
       CONSTRAINT person_consent_act_known CHECK (act IN ('given', 'withdrawn')),
       CONSTRAINT person_consent_hash_form CHECK (text_hash ~ '^[0-9a-f]{64}$')
     )`,
    'CREATE INDEX person_consent_of_person ON person_consent (person_id, kind, at)',
    'GRANT SELECT, INSERT ON person_consent TO laureat_app',
    ...appendOnly('person_consent'),
  ];
}
