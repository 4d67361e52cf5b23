import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sheets with what cannot be judged, every version of them, reopening, restoring, and training entries. */
export class Sheets1764000000050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...columns, ...tables, ...versions, ...guards]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Versions of sheets are not taken back: restore the database instead');
  }
}

const columns = [
  `ALTER TABLE evaluation ADD COLUMN cannot_judge jsonb NOT NULL DEFAULT '[]',
     ADD COLUMN restoration_id uuid`,
];

const tables = [
  `CREATE TABLE evaluation_version (
    id uuid NOT NULL,
    evaluation_id uuid NOT NULL,
    number integer NOT NULL,
    state text NOT NULL,
    revision_id uuid NOT NULL,
    scores jsonb NOT NULL,
    cannot_judge jsonb NOT NULL,
    remarks jsonb NOT NULL,
    note text NOT NULL,
    reason text NOT NULL,
    submitted_at timestamptz,
    at timestamptz NOT NULL,
    CONSTRAINT evaluation_version_once UNIQUE (evaluation_id, number),
    CONSTRAINT evaluation_version_pkey PRIMARY KEY (id),
    CONSTRAINT evaluation_version_evaluation_id_fkey FOREIGN KEY (evaluation_id) REFERENCES evaluation(id) ON DELETE RESTRICT
  )`,
  `CREATE TABLE sheet_reopening (
    id uuid NOT NULL,
    evaluation_id uuid NOT NULL,
    sheet_version integer NOT NULL,
    state text NOT NULL,
    asked_by_id uuid,
    ask_reason text NOT NULL DEFAULT '',
    asked_at timestamptz,
    reason text NOT NULL DEFAULT '',
    decided_by_id uuid,
    decided_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT sheet_reopening_once UNIQUE (evaluation_id, sheet_version),
    CONSTRAINT sheet_reopening_state_known CHECK (state IN ('asked', 'granted', 'declined')),
    CONSTRAINT sheet_reopening_asked_has_reason CHECK (asked_by_id IS NULL OR (ask_reason <> '' AND asked_at IS NOT NULL)),
    CONSTRAINT sheet_reopening_decided_has_person CHECK ((state = 'asked') = (decided_by_id IS NULL)
      AND (decided_by_id IS NULL) = (decided_at IS NULL) AND (state = 'asked' OR reason <> '')),
    CONSTRAINT sheet_reopening_pkey PRIMARY KEY (id),
    CONSTRAINT sheet_reopening_evaluation_id_fkey FOREIGN KEY (evaluation_id) REFERENCES evaluation(id) ON DELETE RESTRICT
  )`,
  `CREATE TABLE sheet_restoration (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    as_of timestamptz NOT NULL,
    reason text NOT NULL,
    requested_by_id uuid NOT NULL,
    requested_at timestamptz NOT NULL,
    applied_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT sheet_restoration_has_reason CHECK (reason <> ''),
    CONSTRAINT sheet_restoration_of_the_past CHECK (as_of <= requested_at),
    CONSTRAINT sheet_restoration_pkey PRIMARY KEY (id),
    CONSTRAINT sheet_restoration_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle(id) ON DELETE RESTRICT
  )`,
  `CREATE TABLE sheet_restoration_approval (
    id uuid NOT NULL,
    restoration_id uuid NOT NULL,
    user_id uuid NOT NULL,
    approved_at timestamptz NOT NULL,
    CONSTRAINT sheet_restoration_approval_once UNIQUE (restoration_id, user_id),
    CONSTRAINT sheet_restoration_approval_pkey PRIMARY KEY (id),
    CONSTRAINT sheet_restoration_approval_restoration_id_fkey FOREIGN KEY (restoration_id) REFERENCES sheet_restoration(id) ON DELETE RESTRICT
  )`,
  `CREATE TABLE training_entry (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    title text NOT NULL,
    text text NOT NULL,
    created_by_id uuid,
    created_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT training_entry_once UNIQUE (cycle_id),
    CONSTRAINT training_entry_has_words CHECK (title <> '' AND text <> ''),
    CONSTRAINT training_entry_pkey PRIMARY KEY (id),
    CONSTRAINT training_entry_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle(id) ON DELETE RESTRICT
  )`,
  `CREATE TABLE training_sheet (
    id uuid NOT NULL,
    training_entry_id uuid NOT NULL,
    expert_id uuid NOT NULL,
    scores jsonb NOT NULL DEFAULT '{}',
    cannot_judge jsonb NOT NULL DEFAULT '[]',
    remarks jsonb NOT NULL DEFAULT '{}',
    submitted_at timestamptz NOT NULL,
    CONSTRAINT training_sheet_once UNIQUE (training_entry_id, expert_id),
    CONSTRAINT training_sheet_pkey PRIMARY KEY (id),
    CONSTRAINT training_sheet_training_entry_id_fkey FOREIGN KEY (training_entry_id) REFERENCES training_entry(id) ON DELETE RESTRICT,
    CONSTRAINT training_sheet_expert_id_fkey FOREIGN KEY (expert_id) REFERENCES expert(id) ON DELETE RESTRICT
  )`,
  `ALTER TABLE evaluation ADD CONSTRAINT evaluation_restoration_id_fkey
     FOREIGN KEY (restoration_id) REFERENCES sheet_restoration(id) ON DELETE RESTRICT`,
];

/** Each submission, reopening, setting aside and restoring leaves a row behind, whoever does it and by whichever way. */
const versions = [
  `CREATE FUNCTION keep_sheet_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     INSERT INTO evaluation_version (id, evaluation_id, number, state, revision_id, scores, cannot_judge, remarks, note,
                                     reason, submitted_at, at)
     VALUES (gen_random_uuid(), NEW.id,
             (SELECT coalesce(max(w.number), 0) + 1 FROM evaluation_version w WHERE w.evaluation_id = NEW.id), NEW.state, NEW.revision_id, NEW.scores, NEW.cannot_judge, NEW.remarks,
             NEW.note, NEW.reason, NEW.submitted_at, NEW.saved_at);
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER evaluation_begun_kept AFTER INSERT ON evaluation
     FOR EACH ROW WHEN (NEW.state <> 'draft') EXECUTE FUNCTION keep_sheet_version()`,
  `CREATE TRIGGER evaluation_version_kept AFTER UPDATE ON evaluation
     FOR EACH ROW WHEN (NEW.state <> OLD.state OR NEW.restoration_id IS DISTINCT FROM OLD.restoration_id)
     EXECUTE FUNCTION keep_sheet_version()`,
  `INSERT INTO evaluation_version (id, evaluation_id, number, state, revision_id, scores, cannot_judge, remarks, note,
                                   reason, submitted_at, at)
   SELECT gen_random_uuid(), v.id, 1, v.state, v.revision_id, v.scores, v.cannot_judge, v.remarks, v.note, v.reason,
          v.submitted_at, v.saved_at
     FROM evaluation v WHERE v.state <> 'draft'`,
  ...['evaluation_version', 'sheet_restoration_approval'].flatMap((table) => [
    `REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM laureat_app`,
    `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table}
       FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
    `CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table}
       FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  ]),
];

/**
 * A submitted sheet leaves its state in three ways: set aside; reopened as a draft with the same contents by a grant for
 * this very version; restored to a version of the past by a restoration that two people have approved.
 */
const guards = [
  `CREATE FUNCTION is_sheet_restored(id_ uuid, from_ evaluation, to_ evaluation) RETURNS boolean LANGUAGE sql STABLE AS $$
     SELECT to_.restoration_id IS NOT NULL AND to_.restoration_id IS DISTINCT FROM from_.restoration_id
        AND EXISTS (SELECT 1 FROM sheet_restoration r WHERE r.id = to_.restoration_id AND r.applied_at IS NULL
                     AND (SELECT count(DISTINCT a.user_id) FROM sheet_restoration_approval a WHERE a.restoration_id = r.id) >= 2
                     AND (to_.state = 'draft' AND to_.scores = from_.scores AND to_.remarks = from_.remarks
                          OR EXISTS (SELECT 1 FROM evaluation_version v
                                      WHERE v.evaluation_id = id_ AND v.at <= r.as_of AND v.state = to_.state
                                        AND v.scores = to_.scores AND v.remarks = to_.remarks
                                        AND v.cannot_judge = to_.cannot_judge AND v.revision_id = to_.revision_id)))
   $$`,
  `CREATE OR REPLACE FUNCTION refuse_change_of_submitted_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
   DECLARE untouched boolean;
   BEGIN
     IF TG_OP = 'DELETE' AND OLD.state = 'draft' THEN RETURN OLD; END IF;
     IF TG_OP = 'UPDATE' AND OLD.state = 'draft' THEN RETURN NEW; END IF;
     IF TG_OP = 'UPDATE' THEN
       untouched := NEW.scores = OLD.scores AND NEW.remarks = OLD.remarks AND NEW.cannot_judge = OLD.cannot_judge
         AND NEW.revision_id = OLD.revision_id AND NEW.assignment_id = OLD.assignment_id;
       IF untouched AND OLD.state = 'submitted' AND NEW.state = 'set-aside' AND NEW.submitted_at = OLD.submitted_at THEN
         RETURN NEW;
       END IF;
       IF untouched AND OLD.state = 'submitted' AND NEW.state = 'draft' AND NEW.submitted_at IS NULL AND EXISTS (
            SELECT 1 FROM sheet_reopening r WHERE r.evaluation_id = OLD.id AND r.sheet_version = OLD.version
              AND r.state = 'granted') AND NEW.version > OLD.version THEN
         RETURN NEW;
       END IF;
       IF NEW.assignment_id = OLD.assignment_id AND is_sheet_restored(OLD.id, OLD, NEW) THEN RETURN NEW; END IF;
     END IF;
     RAISE EXCEPTION 'the sheet is submitted' USING ERRCODE = '23514', CONSTRAINT = 'evaluation_frozen';
   END $$`,
  `CREATE FUNCTION refuse_restoring_without_two() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     IF NEW.applied_at IS NOT NULL AND OLD.applied_at IS NULL
        AND (SELECT count(DISTINCT a.user_id) FROM sheet_restoration_approval a WHERE a.restoration_id = NEW.id) < 2 THEN
       RAISE EXCEPTION 'two approvers are needed' USING ERRCODE = '23514', CONSTRAINT = 'sheet_restoration_two_approvers';
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER sheet_restoration_two_approvers BEFORE UPDATE ON sheet_restoration
     FOR EACH ROW EXECUTE FUNCTION refuse_restoring_without_two()`,
];
