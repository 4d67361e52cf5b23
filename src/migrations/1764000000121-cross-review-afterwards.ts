import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What follows the cross-review: excuses that are given and taken back are told one by one, comments are moderated. */
export class CrossReviewAfterwards1764000000121 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...excuses, ...moderation]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('What was decided about reviews is not forgotten: restore the database instead');
  }
}

const excuses = [
  `CREATE TABLE cross_review_excuse (
    id uuid NOT NULL,
    duty_id uuid NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL,
    by_id uuid NOT NULL,
    CONSTRAINT cross_review_excuse_kind_known CHECK (kind IN ('given', 'taken-back')),
    CONSTRAINT cross_review_excuse_has_reason CHECK (reason <> ''),
    CONSTRAINT cross_review_excuse_pkey PRIMARY KEY (id),
    CONSTRAINT cross_review_excuse_duty_id_fkey FOREIGN KEY (duty_id) REFERENCES cross_review_duty(id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX cross_review_excuse_duty ON cross_review_excuse (duty_id)',
  `INSERT INTO cross_review_excuse (id, duty_id, kind, reason, at, by_id)
   SELECT gen_random_uuid(), d.id, 'given', d.excuse_reason, d.excused_at, d.excused_by_id
     FROM cross_review_duty d WHERE d.excused_at IS NOT NULL`,
  'REVOKE UPDATE, DELETE, TRUNCATE ON cross_review_excuse FROM laureat_app',
  `CREATE TRIGGER cross_review_excuse_append_only BEFORE UPDATE OR DELETE ON cross_review_excuse
     FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  `CREATE TRIGGER cross_review_excuse_no_truncate BEFORE TRUNCATE ON cross_review_excuse
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
];

/**
 * Only what was handed in is moderated, and a decision stays with its review. Entrants read comments on their entry that
 * were let through, and no sooner than the stage has closed: nobody writes with an eye to what was written about them.
 */
const moderation = [
  `CREATE TABLE cross_review_moderation (
    id uuid NOT NULL,
    review_id uuid NOT NULL,
    state text NOT NULL,
    reason text NOT NULL DEFAULT '',
    moderated_at timestamptz NOT NULL,
    moderated_by_id uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT cross_review_moderation_once UNIQUE (review_id),
    CONSTRAINT cross_review_moderation_state_known CHECK (state IN ('passed', 'held')),
    CONSTRAINT cross_review_held_has_reason CHECK ((state = 'held') = (reason <> '')),
    CONSTRAINT cross_review_moderation_pkey PRIMARY KEY (id),
    CONSTRAINT cross_review_moderation_review_id_fkey FOREIGN KEY (review_id) REFERENCES cross_review(id) ON DELETE RESTRICT
  )`,
  `CREATE FUNCTION refuse_moderation_of_draft() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND (NEW.id <> OLD.id OR NEW.review_id <> OLD.review_id)
        OR NOT EXISTS (SELECT 1 FROM cross_review v WHERE v.id = NEW.review_id AND v.state = 'submitted') THEN
       RAISE EXCEPTION 'only a review that was handed in is moderated, and stays so'
         USING ERRCODE = '23514', CONSTRAINT = 'cross_review_moderation_of_submitted';
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER cross_review_moderation_of_submitted BEFORE INSERT OR UPDATE OR DELETE ON cross_review_moderation
     FOR EACH ROW EXECUTE FUNCTION refuse_moderation_of_draft()`,
  `CREATE FUNCTION comments_for_entrants(entry uuid, at timestamptz) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
     SELECT v.id FROM cross_review v
       JOIN cross_review_moderation m ON m.review_id = v.id AND m.state = 'passed'
       JOIN submission s ON s.id = v.submission_id AND s.state = 'admitted'
       JOIN cycle c ON c.id = s.cycle_id AND c.state <> 'cancelled'
       JOIN stage g ON g.cycle_id = s.cycle_id AND g.kind = 'cross-review' AND g.closes_at <= at
      WHERE v.submission_id = entry AND v.state = 'submitted'
   $$`,
];
