import type { EntityManager } from 'typeorm';

/** A remark that waits for the organizer's word, or has it. */
export interface RemarkRow {
  evaluationId: string;
  criterionId: string;
  number: string;
  title: string;
  criterion: string;
  text: string;
  /** Null while nothing is decided. */
  shown: boolean | null;
  releasedText: string | null;
  reason: string | null;
}

/** Remarks of submitted sheets of a cycle that have not been settled, a page in a fixed order; to entries that the reader may meet. */
export function listRemarks(
  em: EntityManager,
  cycleId: string,
  page: { settled: boolean; limit: number; readerId: string | null },
): Promise<RemarkRow[]> {
  return em.query(
    `SELECT v.id AS "evaluationId", c.id AS "criterionId", s.register_number AS number, s.title, c.title AS criterion,
            r.value AS text, m.shown, m.text AS "releasedText", m.reason
       FROM evaluation v
       JOIN assignment a ON a.id = v.assignment_id AND a.state = 'active'
       JOIN submission s ON s.id = a.submission_id AND s.cycle_id = $1 AND s.state = 'admitted'
       CROSS JOIN LATERAL jsonb_each_text(v.remarks) AS r
       JOIN criterion c ON c.id::text = r.key
       LEFT JOIN remark_release m ON m.evaluation_id = v.id AND m.criterion_id = c.id
      WHERE v.state = 'submitted' AND (m.id IS NOT NULL) = $2 AND s.id NOT IN (SELECT entries_hidden_from($4::uuid))
      ORDER BY s.register_number, c.position, v.id LIMIT $3`,
    [cycleId, page.settled, page.limit, page.readerId],
  );
}

/** How many there are, and to how many entries that the reader must not meet. */
export async function countRemarks(
  em: EntityManager,
  cycleId: string,
  readerId: string | null,
): Promise<{ waiting: number; settled: number; hidden: number }> {
  const [row]: { waiting: number; settled: number; hidden: number }[] = await em.query(
    `WITH kept AS (SELECT entries_hidden_from($2::uuid) AS id)
     SELECT count(*) FILTER (WHERE m.id IS NULL AND k.id IS NULL)::int AS waiting,
            count(m.id) FILTER (WHERE k.id IS NULL)::int AS settled, count(DISTINCT k.id)::int AS hidden
       FROM evaluation v
       JOIN assignment a ON a.id = v.assignment_id AND a.state = 'active'
       JOIN submission s ON s.id = a.submission_id AND s.cycle_id = $1 AND s.state = 'admitted'
       CROSS JOIN LATERAL jsonb_each_text(v.remarks) AS r
       JOIN criterion c ON c.id::text = r.key
       LEFT JOIN remark_release m ON m.evaluation_id = v.id AND m.criterion_id = c.id
       LEFT JOIN (SELECT DISTINCT id FROM kept) k ON k.id = s.id
      WHERE v.state = 'submitted'`,
    [cycleId, readerId],
  );
  return row!;
}

/** The remarks to an entry that may be shown, by criterion; nothing says whose they are. */
export function listReleased(
  em: EntityManager,
  submissionId: string,
): Promise<{ criterionId: string; text: string }[]> {
  return em.query(
    `SELECT m.criterion_id AS "criterionId", m.text FROM remark_release m
       JOIN evaluation v ON v.id = m.evaluation_id AND v.state = 'submitted'
       JOIN assignment a ON a.id = v.assignment_id AND a.state = 'active'
      WHERE a.submission_id = $1 AND m.shown ORDER BY md5(m.id::text)`,
    [submissionId],
  );
}
