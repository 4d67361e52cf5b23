import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The cross-review: a stage of its own, what was allotted, who owes reviews, the reviews, and who dropped out. */
export class CrossReview1764000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...stage, ...tables, ...guards, ...standing]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Reviews are not taken back: restore the database instead');
  }
}

const stage = [
  'ALTER TABLE stage DROP CONSTRAINT stage_kind_known',
  `ALTER TABLE stage ADD CONSTRAINT stage_kind_known CHECK (kind IN ('intake', 'screening', 'regional', 'cross-review', 'voting', 'review', 'board', 'publication', 'appeals'))`,
];

const tables = [
  `CREATE TABLE cross_review_allotment (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    seed integer NOT NULL,
    reviews integer NOT NULL,
    figures jsonb NOT NULL,
    allotted_at timestamptz NOT NULL,
    allotted_by_id uuid,
    CONSTRAINT cross_review_allotment_reviews_positive CHECK (reviews > 0),
    CONSTRAINT cross_review_allotment_pkey PRIMARY KEY (id),
    CONSTRAINT cross_review_allotment_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle(id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX cross_review_allotment_cycle ON cross_review_allotment (cycle_id)',
  `CREATE TABLE cross_review_duty (
    id uuid NOT NULL,
    submission_id uuid NOT NULL,
    allotment_id uuid NOT NULL,
    nudged_at timestamptz,
    excused_at timestamptz,
    excused_by_id uuid,
    excuse_reason text NOT NULL DEFAULT '',
    told_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT cross_review_duty_once UNIQUE (submission_id),
    CONSTRAINT cross_review_excused_has_reason CHECK ((excused_at IS NULL) = (excused_by_id IS NULL) AND (excused_at IS NULL) = (excuse_reason = '')),
    CONSTRAINT cross_review_duty_pkey PRIMARY KEY (id),
    CONSTRAINT cross_review_duty_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission(id) ON DELETE RESTRICT,
    CONSTRAINT cross_review_duty_allotment_id_fkey FOREIGN KEY (allotment_id) REFERENCES cross_review_allotment(id) ON DELETE RESTRICT
  )`,
  `CREATE TABLE cross_review (
    id uuid NOT NULL,
    duty_id uuid NOT NULL,
    reviewer_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    revision_id uuid NOT NULL,
    position integer NOT NULL,
    replaces_id uuid,
    state text NOT NULL DEFAULT 'open',
    comment text NOT NULL DEFAULT '',
    grades jsonb NOT NULL DEFAULT '{}',
    reason text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    saved_at timestamptz,
    saved_by_id uuid,
    submitted_at timestamptz,
    ended_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT cross_review_once UNIQUE (reviewer_id, submission_id),
    CONSTRAINT cross_review_replaced_once UNIQUE (replaces_id),
    CONSTRAINT cross_review_state_known CHECK (state IN ('open', 'submitted', 'conflicted')),
    CONSTRAINT cross_review_of_another CHECK (reviewer_id <> submission_id),
    CONSTRAINT cross_review_comment_bounded CHECK (length(comment) <= 5000),
    CONSTRAINT cross_review_submitted_has_facts CHECK ((state = 'submitted') = (submitted_at IS NOT NULL) AND (state <> 'submitted' OR (comment <> '' AND saved_by_id IS NOT NULL))),
    CONSTRAINT cross_review_conflicted_has_reason CHECK ((state = 'conflicted') = (reason <> '' AND ended_at IS NOT NULL)),
    CONSTRAINT cross_review_pkey PRIMARY KEY (id),
    CONSTRAINT cross_review_duty_id_fkey FOREIGN KEY (duty_id) REFERENCES cross_review_duty(id) ON DELETE RESTRICT,
    CONSTRAINT cross_review_reviewer_id_fkey FOREIGN KEY (reviewer_id) REFERENCES submission(id) ON DELETE RESTRICT,
    CONSTRAINT cross_review_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission(id) ON DELETE RESTRICT,
    CONSTRAINT cross_review_revision_id_fkey FOREIGN KEY (revision_id) REFERENCES submission_revision(id) ON DELETE RESTRICT
  )`,
  'CREATE INDEX cross_review_submission ON cross_review (submission_id)',
];

/**
 * Own region, organisation and nomination are refused; so are a review of another cycle, of a revision of another entry,
 * and more reviews than the allotment gave. What was submitted or given back stands.
 */
const guards = [
  `CREATE FUNCTION refuse_own_cross_review() RETURNS trigger LANGUAGE plpgsql AS $$
   DECLARE most integer;
   BEGIN
     PERFORM 1 FROM cross_review_duty d WHERE d.id = NEW.duty_id AND d.submission_id = NEW.reviewer_id FOR UPDATE;
     IF NOT FOUND THEN
       RAISE EXCEPTION 'a review of another duty' USING ERRCODE = '23514', CONSTRAINT = 'cross_review_of_its_duty';
     END IF;
     IF NOT EXISTS (SELECT 1 FROM submission a, submission b, submission_revision r
                     WHERE a.id = NEW.reviewer_id AND b.id = NEW.submission_id AND r.id = NEW.revision_id
                       AND r.submission_id = b.id AND a.cycle_id = b.cycle_id AND a.region_code <> b.region_code
                       AND a.nomination_id <> b.nomination_id AND a.organisation_id <> b.organisation_id) THEN
       RAISE EXCEPTION 'an entry of the own region, nomination or organisation'
         USING ERRCODE = '23514', CONSTRAINT = 'cross_review_not_own';
     END IF;
     SELECT l.reviews INTO most FROM cross_review_duty d JOIN cross_review_allotment l ON l.id = d.allotment_id
      WHERE d.id = NEW.duty_id;
     IF (SELECT count(*) FROM cross_review c WHERE c.duty_id = NEW.duty_id AND c.state <> 'conflicted') >= most THEN
       RAISE EXCEPTION 'more reviews than allotted' USING ERRCODE = '23514', CONSTRAINT = 'cross_review_not_too_many';
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER cross_review_not_own BEFORE INSERT ON cross_review
     FOR EACH ROW EXECUTE FUNCTION refuse_own_cross_review()`,
  `CREATE FUNCTION refuse_change_of_cross_review() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     IF TG_OP = 'UPDATE' AND OLD.state = 'open' AND NEW.id = OLD.id AND NEW.duty_id = OLD.duty_id
        AND NEW.reviewer_id = OLD.reviewer_id AND NEW.submission_id = OLD.submission_id
        AND NEW.revision_id = OLD.revision_id THEN
       RETURN NEW;
     END IF;
     RAISE EXCEPTION 'the review stands' USING ERRCODE = '23514', CONSTRAINT = 'cross_review_frozen';
   END $$`,
  `CREATE TRIGGER cross_review_frozen BEFORE UPDATE OR DELETE ON cross_review
     FOR EACH ROW EXECUTE FUNCTION refuse_change_of_cross_review()`,
  'REVOKE UPDATE, DELETE, TRUNCATE ON cross_review_allotment FROM laureat_app',
  `CREATE TRIGGER cross_review_allotment_append_only BEFORE UPDATE OR DELETE ON cross_review_allotment
     FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  `CREATE TRIGGER cross_review_allotment_no_truncate BEFORE TRUNCATE ON cross_review_allotment
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
];

/**
 * How each entry of a cycle stands with the reviews that it owes, at an instant: what is needed are reviews that were not
 * given back, of entries that are still in. Dropped is who has not handed all in by the close of the stage, was not
 * excused and is of no exempt nomination, where the edition in force drops those.
 */
const standing = [
  `CREATE FUNCTION cross_review_standing(cycle uuid, at timestamptz)
     RETURNS TABLE (submission_id uuid, needed integer, submitted integer, excused boolean, exempt boolean, dropped boolean)
     LANGUAGE sql STABLE AS $$
     WITH rule AS (
       SELECT e.judging_rules->'crossReview' AS said FROM regulation_edition e
        WHERE e.cycle_id = cycle ORDER BY e.number DESC LIMIT 1),
     over AS (
       SELECT EXISTS (SELECT 1 FROM stage g JOIN cycle c ON c.id = g.cycle_id AND c.state <> 'cancelled'
                       WHERE g.cycle_id = cycle AND g.kind = 'cross-review' AND g.closes_at <= at) AS is_over),
     owed AS (
       SELECT d.submission_id, d.excused_at IS NOT NULL AS excused, s.nomination_id,
              count(v.id) FILTER (WHERE v.state <> 'conflicted' AND o.state = 'admitted')::int AS needed,
              count(v.id) FILTER (WHERE v.state = 'submitted' AND o.state = 'admitted')::int AS submitted
         FROM cross_review_duty d
         JOIN submission s ON s.id = d.submission_id AND s.cycle_id = cycle AND s.state = 'admitted'
         LEFT JOIN cross_review v ON v.duty_id = d.id
         LEFT JOIN submission o ON o.id = v.submission_id
        GROUP BY d.id, s.id)
     SELECT w.submission_id, w.needed, w.submitted, w.excused,
            coalesce(rule.said->'exempt' ? n.code, false),
            coalesce(over.is_over AND NOT w.excused AND w.submitted < w.needed
              AND (rule.said->>'reviews')::int > 0 AND coalesce(rule.said->>'unfinished', 'dropped') = 'dropped'
              AND NOT coalesce(rule.said->'exempt' ? n.code, false), false)
       FROM owed w JOIN nomination n ON n.id = w.nomination_id CROSS JOIN over LEFT JOIN rule ON true
   $$`,
];
