import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Experts across years, what they sign and prefer, conflicts with their state, and conflicts of those who run a cycle. */
export class Experts1764000000041 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...tables, ...columns, ...guards]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Signed consents and conflicts are not taken back: restore the database instead');
  }
}

const tables = [
  `CREATE TABLE expert_profile (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    spheres text[] NOT NULL DEFAULT '{}',
    languages text[] NOT NULL DEFAULT '{}',
    region_code text,
    employers jsonb NOT NULL DEFAULT '[]',
    capacity integer NOT NULL DEFAULT 30,
    about text NOT NULL DEFAULT '',
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT expert_profile_capacity_positive CHECK (capacity > 0),
    CONSTRAINT expert_profile_once UNIQUE (user_id),
    CONSTRAINT expert_profile_pkey PRIMARY KEY (id),
    CONSTRAINT expert_profile_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account(id) ON DELETE RESTRICT
  )`,
  `CREATE TABLE expert_consent (
    id uuid NOT NULL,
    expert_id uuid NOT NULL,
    kind text NOT NULL,
    consent_version text NOT NULL,
    text_hash text NOT NULL,
    given_at timestamptz NOT NULL,
    CONSTRAINT expert_consent_once UNIQUE (expert_id, kind, consent_version),
    CONSTRAINT expert_consent_kind_known CHECK (kind IN ('confidentiality', 'personal-data')),
    CONSTRAINT expert_consent_hash_form CHECK (text_hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT expert_consent_pkey PRIMARY KEY (id),
    CONSTRAINT expert_consent_expert_id_fkey FOREIGN KEY (expert_id) REFERENCES expert(id) ON DELETE RESTRICT
  )`,
  `CREATE TABLE expert_preference (
    id uuid NOT NULL,
    expert_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    preference integer NOT NULL,
    CONSTRAINT expert_preference_once UNIQUE (expert_id, submission_id),
    CONSTRAINT expert_preference_known CHECK (preference IN (-1, 1)),
    CONSTRAINT expert_preference_pkey PRIMARY KEY (id),
    CONSTRAINT expert_preference_expert_id_fkey FOREIGN KEY (expert_id) REFERENCES expert(id) ON DELETE RESTRICT,
    CONSTRAINT expert_preference_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission(id) ON DELETE RESTRICT
  )`,
  `CREATE TABLE staff_conflict (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    reason text NOT NULL,
    declared_by_id uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT staff_conflict_once UNIQUE (user_id, submission_id),
    CONSTRAINT staff_conflict_has_reason CHECK (reason <> ''),
    CONSTRAINT staff_conflict_pkey PRIMARY KEY (id),
    CONSTRAINT staff_conflict_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_account(id) ON DELETE RESTRICT,
    CONSTRAINT staff_conflict_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission(id) ON DELETE RESTRICT
  )`,
  `CREATE TABLE declared_relation (
    id uuid NOT NULL,
    submission_id uuid NOT NULL,
    name text NOT NULL,
    relation text NOT NULL,
    declared_by_id uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT declared_relation_once UNIQUE (submission_id, name),
    CONSTRAINT declared_relation_has_words CHECK (name <> '' AND relation <> ''),
    CONSTRAINT declared_relation_pkey PRIMARY KEY (id),
    CONSTRAINT declared_relation_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission(id) ON DELETE RESTRICT
  )`,
];

const columns = [
  `ALTER TABLE expert ADD COLUMN place text NOT NULL DEFAULT 'main',
     ADD COLUMN alternate_rank integer,
     ADD COLUMN wave integer NOT NULL DEFAULT 1,
     ADD COLUMN answer_by timestamptz,
     ADD COLUMN reminded_at timestamptz,
     ADD COLUMN suggestion jsonb`,
  `ALTER TABLE expert DROP CONSTRAINT expert_state_known`,
  `ALTER TABLE expert ADD CONSTRAINT expert_state_known CHECK (state IN ('invited', 'accepted', 'declined', 'lapsed', 'removed'))`,
  `ALTER TABLE expert ADD CONSTRAINT expert_place_known CHECK (place IN ('main', 'alternate'))`,
  `ALTER TABLE expert ADD CONSTRAINT expert_alternate_has_rank CHECK ((place = 'alternate') = (alternate_rank IS NOT NULL))`,
  `ALTER TABLE nomination ADD COLUMN spheres text[] NOT NULL DEFAULT '{}'`,
  `ALTER TABLE conflict ADD COLUMN state text NOT NULL DEFAULT 'confirmed',
     ADD COLUMN settled_by_id uuid,
     ADD COLUMN settled_at timestamptz`,
  `ALTER TABLE conflict DROP CONSTRAINT conflict_source_known`,
  `ALTER TABLE conflict ADD CONSTRAINT conflict_source_known CHECK (source IN ('same-region', 'same-organisation',
     'former-organisation', 'same-employer', 'declared', 'declared-by-entrant', 'organizer', 'related'))`,
  `ALTER TABLE conflict ADD CONSTRAINT conflict_state_known CHECK (state IN ('confirmed', 'suspected', 'dismissed'))`,
  `ALTER TABLE conflict ADD CONSTRAINT conflict_dismissed_has_person CHECK (state <> 'dismissed' OR (settled_by_id IS NOT NULL AND reason <> ''))`,
];

/** A suspected conflict keeps a pair apart like a confirmed one, until somebody has dismissed it with a reason. */
const guards = [
  `CREATE OR REPLACE FUNCTION is_conflicted(expert uuid, entry uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
     SELECT EXISTS (SELECT 1 FROM conflict c
                     WHERE c.expert_id = expert AND c.submission_id = entry AND c.state <> 'dismissed')
         OR EXISTS (SELECT 1 FROM expert e, submission s WHERE e.id = expert AND s.id = entry
                     AND (e.organisation_id = s.organisation_id OR e.region_code = s.region_code
                          AND coalesce((SELECT (r.judging_rules->'conflicts'->>'region')::boolean
                                          FROM regulation_edition r WHERE r.cycle_id = e.cycle_id
                                         ORDER BY r.number DESC LIMIT 1), true)))
   $$`,
  `CREATE OR REPLACE FUNCTION refuse_conflict_of_assigned() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     IF NEW.state = 'dismissed' THEN RETURN NEW; END IF;
     PERFORM lock_pair(NEW.expert_id, NEW.submission_id);
     IF EXISTS (SELECT 1 FROM assignment a WHERE a.expert_id = NEW.expert_id
                 AND a.submission_id = NEW.submission_id AND a.state = 'active') THEN
       RAISE EXCEPTION 'still assigned' USING ERRCODE = '23514', CONSTRAINT = 'assignment_no_conflict';
     END IF;
     RETURN NEW;
   END $$`,
  `DROP TRIGGER conflict_not_assigned ON conflict`,
  `CREATE TRIGGER conflict_not_assigned BEFORE INSERT OR UPDATE OF state ON conflict
     FOR EACH ROW EXECUTE FUNCTION refuse_conflict_of_assigned()`,
  `CREATE FUNCTION is_staff_conflicted(person uuid, entry uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
     SELECT EXISTS (SELECT 1 FROM staff_conflict c WHERE c.user_id = person AND c.submission_id = entry)
         OR EXISTS (SELECT 1 FROM membership m JOIN submission s ON s.organisation_id = m.organisation_id
                     WHERE m.user_id = person AND s.id = entry)
         OR EXISTS (SELECT 1 FROM expert e JOIN conflict c ON c.expert_id = e.id
                     WHERE e.user_id = person AND c.submission_id = entry AND c.state <> 'dismissed')
   $$`,
];
