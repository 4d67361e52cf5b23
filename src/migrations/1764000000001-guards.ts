import type { MigrationInterface, QueryRunner } from 'typeorm';

const appendOnly = [
  'audit_record',
  'audit_seal',
  'submission_revision',
  'ranking',
  'protocol',
  'approval',
  'publication',
];

/** What tables alone cannot say: the role of the program, append-only tables, conflicts, frozen sheets, approvals. */
export class Guards1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      ...roles(),
      ...refuseChange(),
      ...conflicts(),
      ...frozenSheets(),
      ...approvals(),
      ...indexes(),
    ])
      await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Guards are not taken down: drop the database instead');
  }
}

function roles(): string[] {
  return [
    `DO $$ BEGIN
       CREATE ROLE laureat_app NOLOGIN;
     EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
     END $$`,
    `DO $$ BEGIN EXECUTE format('GRANT laureat_app TO %I', current_user); END $$`,
    'GRANT USAGE ON SCHEMA public TO laureat_app',
    'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO laureat_app',
    'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO laureat_app',
    `REVOKE UPDATE, DELETE, TRUNCATE ON ${appendOnly.join(', ')} FROM laureat_app`,
  ];
}

function refuseChange(): string[] {
  return [
    `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_append_only';
     END $$`,
    ...appendOnly.flatMap((table) => [
      `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table}
         FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
      `CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table}
         FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
    ]),
  ];
}

/** Both sides take the same lock for the pair, so that neither can slip in while the other is not yet committed. */
function conflicts(): string[] {
  return [
    `CREATE FUNCTION lock_pair(expert uuid, submission uuid) RETURNS void LANGUAGE sql AS $$
       SELECT pg_advisory_xact_lock(hashtextextended(expert::text || submission::text, 0))
     $$`,
    `CREATE FUNCTION is_conflicted(expert uuid, entry uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
       SELECT EXISTS (SELECT 1 FROM conflict c WHERE c.expert_id = expert AND c.submission_id = entry)
           OR EXISTS (SELECT 1 FROM expert e, submission s WHERE e.id = expert AND s.id = entry
                       AND (e.region_code = s.region_code OR e.organisation_id = s.organisation_id))
     $$`,
    `CREATE FUNCTION refuse_conflicted_assignment() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF NEW.state = 'active' THEN
         PERFORM lock_pair(NEW.expert_id, NEW.submission_id);
         IF is_conflicted(NEW.expert_id, NEW.submission_id) THEN
           RAISE EXCEPTION 'conflict of interest' USING ERRCODE = '23514', CONSTRAINT = 'assignment_no_conflict';
         END IF;
       END IF;
       RETURN NEW;
     END $$`,
    `CREATE TRIGGER assignment_no_conflict BEFORE INSERT OR UPDATE OF state, expert_id, submission_id ON assignment
       FOR EACH ROW EXECUTE FUNCTION refuse_conflicted_assignment()`,
    `CREATE FUNCTION refuse_conflict_of_assigned() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       PERFORM lock_pair(NEW.expert_id, NEW.submission_id);
       IF EXISTS (SELECT 1 FROM assignment a WHERE a.expert_id = NEW.expert_id
                   AND a.submission_id = NEW.submission_id AND a.state = 'active') THEN
         RAISE EXCEPTION 'still assigned' USING ERRCODE = '23514', CONSTRAINT = 'assignment_no_conflict';
       END IF;
       RETURN NEW;
     END $$`,
    `CREATE TRIGGER conflict_not_assigned BEFORE INSERT ON conflict
       FOR EACH ROW EXECUTE FUNCTION refuse_conflict_of_assigned()`,
    `CREATE FUNCTION refuse_conflicted_evaluation() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF EXISTS (SELECT 1 FROM assignment a WHERE a.id = NEW.assignment_id
                   AND (a.state <> 'active' OR is_conflicted(a.expert_id, a.submission_id))) THEN
         RAISE EXCEPTION 'conflict of interest' USING ERRCODE = '23514', CONSTRAINT = 'evaluation_no_conflict';
       END IF;
       RETURN NEW;
     END $$`,
    `CREATE TRIGGER evaluation_no_conflict BEFORE INSERT ON evaluation
       FOR EACH ROW EXECUTE FUNCTION refuse_conflicted_evaluation()`,
  ];
}

function frozenSheets(): string[] {
  return [
    `CREATE FUNCTION refuse_change_of_submitted_sheet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF TG_OP = 'DELETE' AND OLD.state = 'draft' THEN RETURN OLD; END IF;
       IF TG_OP = 'DELETE' OR OLD.state <> 'draft' AND NOT (
            OLD.state = 'submitted' AND NEW.state = 'set-aside' AND NEW.scores = OLD.scores
            AND NEW.remarks = OLD.remarks AND NEW.revision_id = OLD.revision_id AND NEW.submitted_at = OLD.submitted_at
            AND NEW.assignment_id = OLD.assignment_id) THEN
         RAISE EXCEPTION 'the sheet is submitted' USING ERRCODE = '23514', CONSTRAINT = 'evaluation_frozen';
       END IF;
       RETURN NEW;
     END $$`,
    `CREATE TRIGGER evaluation_frozen BEFORE UPDATE OR DELETE ON evaluation
       FOR EACH ROW EXECUTE FUNCTION refuse_change_of_submitted_sheet()`,
  ];
}

function approvals(): string[] {
  return [
    `CREATE FUNCTION refuse_approval_of_other_hash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF NOT EXISTS (SELECT 1 FROM protocol p WHERE p.id = NEW.protocol_id AND p.hash = NEW.hash) THEN
         RAISE EXCEPTION 'another protocol' USING ERRCODE = '23514', CONSTRAINT = 'approval_of_this_hash';
       END IF;
       RETURN NEW;
     END $$`,
    `CREATE TRIGGER approval_of_this_hash BEFORE INSERT ON approval
       FOR EACH ROW EXECUTE FUNCTION refuse_approval_of_other_hash()`,
    `CREATE FUNCTION refuse_publication_without_two() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF (SELECT count(DISTINCT a.user_id) FROM approval a WHERE a.protocol_id = NEW.protocol_id) < 2 THEN
         RAISE EXCEPTION 'two approvers are needed' USING ERRCODE = '23514', CONSTRAINT = 'publication_two_approvers';
       END IF;
       RETURN NEW;
     END $$`,
    `CREATE TRIGGER publication_two_approvers BEFORE INSERT ON publication
       FOR EACH ROW EXECUTE FUNCTION refuse_publication_without_two()`,
  ];
}

function indexes(): string[] {
  return [
    `CREATE UNIQUE INDEX role_grant_in_force_once ON role_grant
       (user_id, role, cycle_id, nomination_id, region_code) NULLS NOT DISTINCT WHERE revoked_at IS NULL`,
    `CREATE INDEX practice_search ON practice USING gin (to_tsvector('russian',
       title || ' ' || summary || ' ' || region_name || ' ' || organisation || ' ' || nomination))`,
  ];
}
