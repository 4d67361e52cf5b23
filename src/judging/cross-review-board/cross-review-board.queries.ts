import type { EntityManager } from 'typeorm';
import type { CrossReviewState } from '../../domain/judging/cross-review.js';
import type { Standing } from '../cross-review/cross-review.queries.js';

/** An entry as the organizer follows it: what it owes, and how many reviews of it were handed in. */
export interface BoardEntry extends Omit<Standing, 'needed' | 'submitted' | 'excused' | 'dropped'> {
  needed: number | null;
  submitted: number | null;
  excused: boolean;
  dropped: boolean;
  number: string;
  title: string;
  organisation: string;
  regionCode: string;
  nominationId: string;
  received: number;
  receives: number;
  nudgedAt: Date | null;
  excusedAt: Date | null;
  excuseReason: string;
}

/** All admitted entries; without those that the reader must not meet. Entries without a duty owe nothing yet. */
export function listBoard(
  em: EntityManager,
  cycleId: string,
  { now, userId }: { now: Date; userId: string | null },
): Promise<BoardEntry[]> {
  return em.query(
    `WITH got AS (
       SELECT v.submission_id AS id, count(*)::int AS receives, count(*) FILTER (WHERE v.state = 'submitted')::int AS received
         FROM cross_review v JOIN submission o ON o.id = v.reviewer_id AND o.state = 'admitted'
        WHERE v.state <> 'conflicted' AND o.cycle_id = $1 GROUP BY v.submission_id)
     SELECT s.id AS "submissionId", s.register_number AS number, r.title, r.organisation->>'name' AS organisation,
            s.region_code AS "regionCode", s.nomination_id AS "nominationId", x.needed, x.submitted,
            coalesce(x.excused, false) AS excused, coalesce(x.exempt, false) AS exempt, coalesce(x.dropped, false) AS dropped,
            coalesce(got.received, 0) AS received, coalesce(got.receives, 0) AS receives,
            d.nudged_at AS "nudgedAt", d.excused_at AS "excusedAt", coalesce(d.excuse_reason, '') AS "excuseReason"
       FROM submission s JOIN submission_revision r ON r.id = s.revision_id
       LEFT JOIN cross_review_standing($1, $2) x ON x.submission_id = s.id
       LEFT JOIN cross_review_duty d ON d.submission_id = s.id
       LEFT JOIN got ON got.id = s.id
      WHERE s.cycle_id = $1 AND s.state = 'admitted' AND s.id NOT IN (SELECT entries_hidden_from($3::uuid))
      ORDER BY coalesce(x.dropped, false) DESC, coalesce(x.needed - x.submitted, 0) DESC, s.register_number, s.id`,
    [cycleId, now, userId],
  );
}

/** A review as the organizer reads it, with who wrote about whom by register number. */
export interface WrittenRow {
  id: string;
  number: string;
  title: string;
  byNumber: string;
  state: CrossReviewState;
  comment: string;
  grades: Record<string, string>;
  reason: string;
  submittedAt: Date | null;
}

/** Reviews of the cycle, or of one entry; none in which the reader must not meet one of the two. Drafts are their writers' own. */
export function listWritten(
  em: EntityManager,
  cycleId: string,
  { userId, submissionId = null }: { userId: string | null; submissionId?: string | null },
): Promise<WrittenRow[]> {
  return em.query(
    `SELECT v.id, s.register_number AS number, r.title, o.register_number AS "byNumber", v.state,
            CASE WHEN v.state = 'submitted' THEN v.comment ELSE '' END AS comment,
            CASE WHEN v.state = 'submitted' THEN v.grades ELSE '{}'::jsonb END AS grades, v.reason,
            v.submitted_at AS "submittedAt"
       FROM cross_review v JOIN submission s ON s.id = v.submission_id JOIN submission o ON o.id = v.reviewer_id
       JOIN submission_revision r ON r.id = v.revision_id
      WHERE s.cycle_id = $1 AND ($3::uuid IS NULL OR s.id = $3)
        AND s.id NOT IN (SELECT entries_hidden_from($2::uuid)) AND o.id NOT IN (SELECT entries_hidden_from($2::uuid))
      ORDER BY s.register_number, o.register_number, v.id`,
    [cycleId, userId, submissionId],
  );
}

/** An excuse that was given to an entry or taken back. */
export interface ExcuseRecord {
  kind: 'given' | 'taken-back';
  reason: string;
  at: Date;
  by: string;
}

/** All that was said of an entry's excuse, in its order. */
export function listExcuses(em: EntityManager, submissionId: string): Promise<ExcuseRecord[]> {
  return em.query(
    `SELECT x.kind, x.reason, x.at, u.name AS by FROM cross_review_excuse x
       JOIN cross_review_duty d ON d.id = x.duty_id AND d.submission_id = $1
       JOIN user_account u ON u.id = x.by_id ORDER BY x.at, x.id`,
    [submissionId],
  );
}
