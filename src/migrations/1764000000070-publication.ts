import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is published, certificates, signatures, released remarks and appeals. */
export class Publication1764000000070 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Certificates and appeals are not taken back: restore the database instead');
  }
}

const statements = [
  `ALTER TABLE regulation_edition ADD COLUMN publication_rules jsonb NOT NULL DEFAULT '{}'`,
  `ALTER TABLE approval ADD COLUMN signature text NOT NULL DEFAULT '', ADD COLUMN public_key text NOT NULL DEFAULT ''`,
  `CREATE TABLE certificate (
    id uuid NOT NULL,
    code text NOT NULL,
    publication_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    outcome text NOT NULL,
    CONSTRAINT certificate_code_once UNIQUE (code),
    CONSTRAINT certificate_code_form CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{16}$'),
    CONSTRAINT certificate_once UNIQUE (publication_id, submission_id, outcome),
    CONSTRAINT certificate_pkey PRIMARY KEY (id),
    CONSTRAINT certificate_publication_id_fkey FOREIGN KEY (publication_id) REFERENCES publication(id) ON DELETE RESTRICT,
    CONSTRAINT certificate_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission(id) ON DELETE RESTRICT
  )`,
  `CREATE TRIGGER certificate_append_only BEFORE UPDATE OR DELETE ON certificate
     FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  'REVOKE UPDATE, DELETE, TRUNCATE ON certificate FROM laureat_app',
  `CREATE TABLE remark_release (
    id uuid NOT NULL,
    evaluation_id uuid NOT NULL,
    criterion_id uuid NOT NULL,
    text text NOT NULL,
    shown boolean NOT NULL,
    reason text NOT NULL DEFAULT '',
    settled_by_id uuid NOT NULL,
    settled_at timestamptz NOT NULL,
    CONSTRAINT remark_release_once UNIQUE (evaluation_id, criterion_id),
    CONSTRAINT remark_release_hidden_has_reason CHECK (shown OR reason <> ''),
    CONSTRAINT remark_release_pkey PRIMARY KEY (id),
    CONSTRAINT remark_release_evaluation_id_fkey FOREIGN KEY (evaluation_id) REFERENCES evaluation(id) ON DELETE RESTRICT
  )`,
  `CREATE TABLE appeal (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    publication_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'filed',
    grounds text NOT NULL,
    filed_by_id uuid NOT NULL,
    filed_at timestamptz NOT NULL,
    outcome text,
    decision text NOT NULL DEFAULT '',
    decided_by_id uuid,
    decided_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT appeal_once UNIQUE (submission_id, publication_id),
    CONSTRAINT appeal_has_grounds CHECK (grounds <> ''),
    CONSTRAINT appeal_state_known CHECK (state IN ('filed', 'withdrawn', 'decided')),
    CONSTRAINT appeal_outcome_known CHECK (outcome IS NULL OR outcome IN ('unchanged', 'raised', 'lowered')),
    CONSTRAINT appeal_decided_has_facts CHECK ((state = 'decided') =
      (outcome IS NOT NULL AND decided_by_id IS NOT NULL AND decided_at IS NOT NULL AND decision <> '')),
    CONSTRAINT appeal_pkey PRIMARY KEY (id),
    CONSTRAINT appeal_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle(id) ON DELETE RESTRICT,
    CONSTRAINT appeal_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission(id) ON DELETE RESTRICT,
    CONSTRAINT appeal_publication_id_fkey FOREIGN KEY (publication_id) REFERENCES publication(id) ON DELETE RESTRICT
  )`,
  `CREATE INDEX appeal_cycle ON appeal (cycle_id, filed_at)`,
  `CREATE FUNCTION took_part_in_decision(person uuid, publication uuid, entry uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
     SELECT EXISTS (SELECT 1 FROM publication p JOIN approval a ON a.protocol_id = p.protocol_id
                     WHERE p.id = publication AND a.user_id = person)
         OR EXISTS (SELECT 1 FROM submission s JOIN award w ON w.nomination_id = s.nomination_id
                     WHERE s.id = entry AND w.decided_by_id = person)
         OR EXISTS (SELECT 1 FROM assignment a JOIN expert e ON e.id = a.expert_id
                     WHERE a.submission_id = entry AND e.user_id = person)
   $$`,
  `CREATE FUNCTION refuse_appeal_by_first_deciders() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     IF NEW.decided_by_id IS NOT NULL AND took_part_in_decision(NEW.decided_by_id, NEW.publication_id, NEW.submission_id) THEN
       RAISE EXCEPTION 'took part in the decision' USING ERRCODE = '23514', CONSTRAINT = 'appeal_other_deciders';
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER appeal_other_deciders BEFORE INSERT OR UPDATE OF decided_by_id ON appeal
     FOR EACH ROW EXECUTE FUNCTION refuse_appeal_by_first_deciders()`,
];
