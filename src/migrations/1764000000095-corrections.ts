import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Corrections of rankings: prepared, approved by two, applied for ever. */
export class Corrections1764000000095 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Corrections are not taken back: restore the database instead');
  }
}

const statements = [
  `CREATE TABLE correction (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    nomination_id uuid NOT NULL,
    ranking_id uuid NOT NULL,
    appeal_id uuid,
    state text NOT NULL DEFAULT 'prepared',
    ground text NOT NULL,
    changes jsonb NOT NULL,
    hash text NOT NULL,
    prepared_by_id uuid NOT NULL,
    prepared_at timestamptz NOT NULL,
    applied_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT correction_state_known CHECK (state IN ('prepared', 'applied')),
    CONSTRAINT correction_has_ground CHECK (ground <> ''),
    CONSTRAINT correction_has_changes CHECK (jsonb_array_length(changes) > 0),
    CONSTRAINT correction_hash_form CHECK (hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT correction_applied_has_instant CHECK ((state = 'applied') = (applied_at IS NOT NULL)),
    CONSTRAINT correction_pkey PRIMARY KEY (id),
    CONSTRAINT correction_nomination_id_fkey FOREIGN KEY (nomination_id) REFERENCES nomination(id) ON DELETE RESTRICT,
    CONSTRAINT correction_ranking_id_fkey FOREIGN KEY (ranking_id) REFERENCES ranking(id) ON DELETE RESTRICT,
    CONSTRAINT correction_appeal_id_fkey FOREIGN KEY (appeal_id) REFERENCES appeal(id) ON DELETE RESTRICT
  )`,
  `CREATE UNIQUE INDEX correction_one_prepared ON correction (nomination_id) WHERE state = 'prepared'`,
  'CREATE INDEX correction_cycle ON correction (cycle_id)',
  `CREATE TABLE correction_approval (
    id uuid NOT NULL,
    correction_id uuid NOT NULL,
    user_id uuid NOT NULL,
    user_name text NOT NULL,
    hash text NOT NULL,
    approved_at timestamptz NOT NULL,
    CONSTRAINT correction_approval_once UNIQUE (correction_id, user_id),
    CONSTRAINT correction_approval_pkey PRIMARY KEY (id),
    CONSTRAINT correction_approval_correction_id_fkey FOREIGN KEY (correction_id) REFERENCES correction(id)
      ON DELETE CASCADE
  )`,
  `CREATE FUNCTION guard_correction() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     IF OLD.state = 'applied' THEN
       RAISE EXCEPTION 'an applied correction stands' USING ERRCODE = '23514', CONSTRAINT = 'correction_stands';
     END IF;
     IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
     IF (NEW.nomination_id, NEW.ranking_id, NEW.ground, NEW.changes, NEW.hash, NEW.appeal_id)
        IS DISTINCT FROM (OLD.nomination_id, OLD.ranking_id, OLD.ground, OLD.changes, OLD.hash, OLD.appeal_id) THEN
       RAISE EXCEPTION 'prepare another correction' USING ERRCODE = '23514', CONSTRAINT = 'correction_stands';
     END IF;
     IF NEW.state = 'applied' AND (SELECT count(DISTINCT a.user_id) FROM correction_approval a
                                    WHERE a.correction_id = NEW.id AND a.hash = NEW.hash) < 2 THEN
       RAISE EXCEPTION 'two approvals are needed' USING ERRCODE = '23514', CONSTRAINT = 'correction_two_approvers';
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER correction_guard BEFORE UPDATE OR DELETE ON correction
     FOR EACH ROW EXECUTE FUNCTION guard_correction()`,
  `CREATE FUNCTION refuse_applied_correction() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     IF NEW.state <> 'prepared' THEN
       RAISE EXCEPTION 'two approvals are needed' USING ERRCODE = '23514', CONSTRAINT = 'correction_two_approvers';
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER correction_begins_prepared BEFORE INSERT ON correction
     FOR EACH ROW EXECUTE FUNCTION refuse_applied_correction()`,
  // With its correction, which only goes while it is prepared, an approval goes too; by itself it stands.
  `CREATE FUNCTION guard_correction_approval() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM correction c WHERE c.id = OLD.correction_id) THEN
       RETURN OLD;
     END IF;
     RAISE EXCEPTION 'an approval stands' USING ERRCODE = '23514', CONSTRAINT = 'correction_approval_append_only';
   END $$`,
  `CREATE TRIGGER correction_approval_append_only BEFORE UPDATE OR DELETE ON correction_approval
     FOR EACH ROW EXECUTE FUNCTION guard_correction_approval()`,
];
