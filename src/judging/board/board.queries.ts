import type { EntityManager } from 'typeorm';
import { likeText } from '../like-text.js';

/** An expert as the board shows him or her: how much is done and until when. */
export interface BoardExpert {
  expertId: string;
  name: string;
  email: string;
  assigned: number;
  submitted: number;
  started: number;
  lastAt: Date | null;
  dueAt: Date | null;
  nudgedAt: Date | null;
  /** 0: late; 1: still at work; 2: done, or nothing to do. Rows come in this order. */
  rank: number;
}

export interface BoardFilter {
  cycleId: string;
  now: Date;
  /** When the review ends for those without a term of their own. */
  closesAt: Date | null;
  q: string;
  after: readonly [rank: number, left: number, name: string, id: string] | null;
  limit: number;
}

/** Experts with entries, late ones first, then those with most left. Entries that dropped out by the instant are not awaited. */
export function listBoardExperts(em: EntityManager, filter: BoardFilter): Promise<BoardExpert[]> {
  const { cycleId, now, closesAt, q, after, limit } = filter;
  return em.query(
    `WITH work AS (
       SELECT a.expert_id, count(*)::int AS assigned, count(*) FILTER (WHERE v.state = 'submitted')::int AS submitted,
              count(*) FILTER (WHERE v.state = 'draft')::int AS started, max(v.saved_at) AS last_at
         FROM expert x JOIN assignment a ON a.expert_id = x.id AND a.state = 'active'
         LEFT JOIN evaluation v ON v.assignment_id = a.id
        WHERE x.cycle_id = $1 AND a.submission_id NOT IN (SELECT entries_dropped_out($1, $2)) GROUP BY a.expert_id),
     board AS (
       SELECT x.id AS "expertId", u.name, u.email, w.assigned, w.submitted, w.started, w.last_at AS "lastAt",
              x.due_at AS "dueAt", x.nudged_at AS "nudgedAt", w.submitted - w.assigned AS left,
              CASE WHEN w.submitted = w.assigned THEN 2
                   WHEN greatest(x.due_at, $3::timestamptz) <= $2 THEN 0 ELSE 1 END AS rank
         FROM work w JOIN expert x ON x.id = w.expert_id JOIN user_account u ON u.id = x.user_id
        WHERE $4 = '' OR u.name ILIKE '%' || $4 || '%' OR u.email ILIKE '%' || $4 || '%')
     SELECT * FROM board
      WHERE $5::int IS NULL OR (rank, "left", name, "expertId") > ($5::int, $6::int, $7::text, $8::uuid)
      ORDER BY rank, "left", name, "expertId" LIMIT $9`,
    [
      cycleId,
      now,
      closesAt,
      likeText(q),
      after?.[0] ?? null,
      after?.[1] ?? null,
      after?.[2] ?? null,
      after?.[3] ?? null,
      limit,
    ],
  );
}

/** An entry as the board shows it: 2 of 4 sheets. */
export interface BoardEntry {
  submissionId: string;
  number: string;
  title: string;
  nomination: string;
  assigned: number;
  submitted: number;
  hasExtra: boolean;
  /** Of the cross-review: its sheets are kept and not awaited. */
  dropped: boolean;
}

/** Admitted entries that the reader may meet, those with most sheets missing first; of those that dropped out none is missing. */
export function listBoardEntries(
  em: EntityManager,
  filter: {
    cycleId: string;
    userId: string | null;
    q: string;
    nominationId: string | null;
    after: readonly [missing: number, number: string] | null;
    limit: number;
    now: Date;
  },
): Promise<BoardEntry[]> {
  const { cycleId, userId, q, nominationId, after, limit, now } = filter;
  return em.query(
    `WITH work AS (
       SELECT a.submission_id, count(*)::int AS assigned, count(*) FILTER (WHERE v.state = 'submitted')::int AS submitted,
              bool_or(a.kind = 'extra') AS extra
         FROM submission s JOIN assignment a ON a.submission_id = s.id AND a.state = 'active'
         LEFT JOIN evaluation v ON v.assignment_id = a.id
        WHERE s.cycle_id = $1 AND s.state = 'admitted' GROUP BY a.submission_id),
     board AS (
       SELECT s.id AS "submissionId", s.register_number AS number, s.title, n.title AS nomination,
              coalesce(w.assigned, 0) AS assigned, coalesce(w.submitted, 0) AS submitted,
              coalesce(w.extra, false) AS "hasExtra", o.id IS NOT NULL AS dropped,
              CASE WHEN o.id IS NULL THEN coalesce(w.submitted - w.assigned, 0) ELSE 0 END AS left
         FROM submission s JOIN nomination n ON n.id = s.nomination_id LEFT JOIN work w ON w.submission_id = s.id
         LEFT JOIN entries_dropped_out($1, $8) AS o(id) ON o.id = s.id
        WHERE s.cycle_id = $1 AND s.state = 'admitted' AND ($3::uuid IS NULL OR s.nomination_id = $3)
          AND s.id NOT IN (SELECT entries_hidden_from($7::uuid))
          AND ($2 = '' OR s.register_number ILIKE '%' || $2 || '%' OR s.title ILIKE '%' || $2 || '%'))
     SELECT * FROM board WHERE $4::int IS NULL OR ("left", number) > ($4::int, $5::text)
      ORDER BY "left", number LIMIT $6`,
    [cycleId, likeText(q), nominationId, after?.[0] ?? null, after?.[1] ?? null, limit, userId, now],
  );
}

/** The whole in three numbers. */
export async function countBoard(
  em: EntityManager,
  filter: { cycleId: string; now: Date; closesAt: Date | null },
): Promise<{ assigned: number; submitted: number; started: number; late: number; experts: number }> {
  const [row] = await em.query<
    { assigned: number; submitted: number; started: number; late: number; experts: number }[]
  >(
    `SELECT coalesce(sum(assigned), 0)::int AS assigned, coalesce(sum(submitted), 0)::int AS submitted,
            coalesce(sum(started), 0)::int AS started, count(*)::int AS experts,
            count(*) FILTER (WHERE submitted < assigned AND greatest(due_at, $3::timestamptz) <= $2)::int AS late
       FROM (SELECT x.due_at, count(*) AS assigned, count(*) FILTER (WHERE v.state = 'submitted') AS submitted,
                    count(*) FILTER (WHERE v.state = 'draft') AS started
               FROM expert x JOIN assignment a ON a.expert_id = x.id AND a.state = 'active'
               LEFT JOIN evaluation v ON v.assignment_id = a.id
              WHERE x.cycle_id = $1 AND a.submission_id NOT IN (SELECT entries_dropped_out($1, $2)) GROUP BY x.id) w`,
    [filter.cycleId, filter.now, filter.closesAt],
  );
  return row!;
}
