import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Plans with what proves and explains them, experts' panels and personal deadlines, and sheets that differ too much. */
export class Plans1764000000055 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Published plans are not taken back: restore the database instead');
  }
}

const statements = [
  `ALTER TABLE assignment_plan
     ADD COLUMN origin text NOT NULL DEFAULT 'match',
     ADD COLUMN base_id uuid,
     ADD COLUMN nomination_ids text[] NOT NULL DEFAULT '{}',
     ADD COLUMN locked jsonb NOT NULL DEFAULT '[]',
     ADD COLUMN forbidden jsonb NOT NULL DEFAULT '[]',
     ADD COLUMN released jsonb NOT NULL DEFAULT '[]',
     ADD COLUMN note text NOT NULL DEFAULT '',
     ADD COLUMN report jsonb,
     ADD COLUMN prices jsonb,
     ADD COLUMN problem jsonb,
     ADD COLUMN facts_hash text,
     ADD COLUMN version integer NOT NULL DEFAULT 1,
     ADD CONSTRAINT assignment_plan_origin_known CHECK (origin IN ('match', 'draw', 'table', 'replace', 'top-up', 'extra')),
     ADD CONSTRAINT assignment_plan_draw_has_problem CHECK (origin <> 'draw' OR problem IS NOT NULL),
     DROP CONSTRAINT assignment_plan_published_has_person,
     ADD CONSTRAINT assignment_plan_published_has_person CHECK (state <> 'published'
       OR (published_at IS NOT NULL AND (published_by_id IS NOT NULL OR origin = 'extra'))),
     ADD CONSTRAINT assignment_plan_base_id_fkey FOREIGN KEY (base_id) REFERENCES assignment_plan(id) ON DELETE RESTRICT`,
  `ALTER TABLE assignment
     ADD COLUMN kind text NOT NULL DEFAULT 'planned',
     ADD CONSTRAINT assignment_kind_known CHECK (kind IN ('planned', 'extra'))`,
  `CREATE UNIQUE INDEX assignment_extra_once ON assignment (submission_id) WHERE kind = 'extra' AND state = 'active'`,
  `ALTER TABLE expert
     ADD COLUMN panels text[] NOT NULL DEFAULT '{}',
     ADD COLUMN due_at timestamptz,
     ADD COLUMN nudged_at timestamptz`,
  `CREATE TABLE divergence (
     id uuid NOT NULL,
     submission_id uuid NOT NULL,
     state text NOT NULL DEFAULT 'waiting',
     criterion_id uuid,
     difference text NOT NULL,
     above text NOT NULL,
     found_at timestamptz NOT NULL,
     assignment_id uuid,
     settled_at timestamptz,
     CONSTRAINT divergence_once UNIQUE (submission_id),
     CONSTRAINT divergence_state_known CHECK (state IN ('waiting', 'assigned', 'gone')),
     CONSTRAINT divergence_assigned_has_assignment CHECK ((state = 'assigned') = (assignment_id IS NOT NULL)),
     CONSTRAINT divergence_pkey PRIMARY KEY (id),
     CONSTRAINT divergence_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission(id) ON DELETE RESTRICT,
     CONSTRAINT divergence_assignment_id_fkey FOREIGN KEY (assignment_id) REFERENCES assignment(id) ON DELETE RESTRICT
   )`,
  // One lock for each pair is more than PostgreSQL holds where there are hundreds of thousands: those who write very many
  // pairs lock both tables instead, and say so.
  `CREATE OR REPLACE FUNCTION lock_pair(expert uuid, submission uuid) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
     IF current_setting('laureat.pairs_locked', true) IS DISTINCT FROM 'on' THEN
       PERFORM pg_advisory_xact_lock(hashtextextended(expert::text || submission::text, 0));
     END IF;
   END $$`,
];
