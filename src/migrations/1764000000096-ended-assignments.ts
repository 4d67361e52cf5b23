import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A sheet is handed in for an assignment in force only, whoever comes first. */
export class EndedAssignments1764000000096 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Guards are not taken down: restore the database instead');
  }
}

const statements = [
  // What passes to others by itself has nobody who published it.
  `ALTER TABLE assignment_plan DROP CONSTRAINT assignment_plan_published_has_person,
     ADD CONSTRAINT assignment_plan_published_has_person CHECK (state <> 'published'
       OR (published_at IS NOT NULL AND (published_by_id IS NOT NULL OR origin IN ('extra', 'top-up'))))`,
  `CREATE FUNCTION refuse_sheet_of_ended_assignment() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     IF (SELECT a.state FROM assignment a WHERE a.id = NEW.assignment_id) <> 'active' THEN
       RAISE EXCEPTION 'the assignment has ended' USING ERRCODE = '23514', CONSTRAINT = 'evaluation_of_active_assignment';
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER evaluation_of_active_assignment BEFORE UPDATE OF state ON evaluation
     FOR EACH ROW WHEN (OLD.state = 'draft' AND NEW.state = 'submitted')
     EXECUTE FUNCTION refuse_sheet_of_ended_assignment()`,
];
