import { SchemaPart, sqlFunction } from './schema-part.js';

/** What makes writing lean: contents are stored once, and what hardly changes is known by a version. */
export class LeanWriting1780000000009 extends SchemaPart {
  readonly statements = [...workingCopies, ...setupVersions];
}

const workingCopies = [
  // What was typed since the revision in force; an entry without a row here has nothing that was not submitted.
  `CREATE TABLE submission_draft (
    submission_id uuid NOT NULL,
    answers jsonb NOT NULL,
    CONSTRAINT submission_draft_pkey PRIMARY KEY (submission_id),
    CONSTRAINT submission_draft_submission_id_fkey
      FOREIGN KEY (submission_id) REFERENCES submission (id) ON DELETE RESTRICT
  )`,
  `INSERT INTO submission_draft (submission_id, answers)
   SELECT s.id, s.answers FROM submission s LEFT JOIN submission_revision r ON r.id = s.revision_id
    WHERE r.id IS NULL
       OR s.answers IS DISTINCT FROM r.answers - ARRAY(SELECT f->>'field' FROM jsonb_array_elements(r.files) f)`,
  'ALTER TABLE submission DROP COLUMN answers',
];

const settingUp = ['cycle', 'regulation_edition', 'stage', 'nomination', 'form_version', 'criterion', 'region'];

const setupVersions = [
  // By cycle, and `reference` for what all cycles share. A sequence gives the versions: none comes twice.
  'CREATE SEQUENCE setup_version_given AS bigint',
  `CREATE TABLE setup_version (
    scope text NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT setup_version_pkey PRIMARY KEY (scope)
  )`,
  'GRANT USAGE ON SEQUENCE setup_version_given TO laureat_app',
  `INSERT INTO setup_version (scope, version)
   SELECT scope, nextval('setup_version_given') FROM (SELECT id::text AS scope FROM cycle UNION ALL SELECT 'reference') s`,
  sqlFunction('cycles/count_setup'),
  ...settingUp.flatMap((table) => [
    `CREATE TRIGGER ${table}_counts_setup_new AFTER INSERT ON ${table} REFERENCING NEW TABLE AS touched_rows
       FOR EACH STATEMENT EXECUTE FUNCTION count_setup()`,
    `CREATE TRIGGER ${table}_counts_setup_changed AFTER UPDATE ON ${table} REFERENCING NEW TABLE AS touched_rows
       FOR EACH STATEMENT EXECUTE FUNCTION count_setup()`,
    `CREATE TRIGGER ${table}_counts_setup_gone AFTER DELETE ON ${table} REFERENCING OLD TABLE AS touched_rows
       FOR EACH STATEMENT EXECUTE FUNCTION count_setup()`,
  ]),
];
