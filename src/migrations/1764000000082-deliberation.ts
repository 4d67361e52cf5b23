import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is being discussed at a sitting, and what was said of it. */
export class Deliberation1764000000082 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE meeting ADD COLUMN discussing_id uuid, ADD COLUMN discussing_since timestamptz');
    await runner.query(`CREATE TABLE discussion_message (
      id uuid NOT NULL,
      meeting_id uuid NOT NULL,
      submission_id uuid NOT NULL,
      author_id uuid NOT NULL,
      author_name text NOT NULL,
      text text NOT NULL,
      written_at timestamptz NOT NULL,
      CONSTRAINT discussion_message_has_text CHECK (text <> ''),
      CONSTRAINT discussion_message_pkey PRIMARY KEY (id),
      CONSTRAINT discussion_message_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meeting(id) ON DELETE RESTRICT,
      CONSTRAINT discussion_message_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission(id) ON DELETE RESTRICT
    )`);
    await runner.query(
      'CREATE INDEX discussion_message_thread ON discussion_message (meeting_id, submission_id, written_at)',
    );
    await runner.query(`CREATE FUNCTION refuse_conflicted_message() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF is_staff_conflicted(NEW.author_id, NEW.submission_id) THEN
         RAISE EXCEPTION 'conflict of interest' USING ERRCODE = '23514', CONSTRAINT = 'discussion_message_no_conflict';
       END IF;
       RETURN NEW;
     END $$`);
    await runner.query(`CREATE TRIGGER discussion_message_no_conflict BEFORE INSERT ON discussion_message
       FOR EACH ROW EXECUTE FUNCTION refuse_conflicted_message()`);
  }

  async down(): Promise<void> {
    throw new Error('What was said is not taken back: restore the database instead');
  }
}
