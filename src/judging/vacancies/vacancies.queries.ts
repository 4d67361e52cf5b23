import type { EntityManager } from 'typeorm';

/** An assignment that ended before a sheet was handed in. */
export interface EndedAssignment {
  id: string;
  cycleId: string;
  nominationId: string;
  submissionId: string;
  kind: 'planned' | 'extra';
}

/** What the news speaks of: the assignment from which an expert stepped back, or all that ended when one left. */
export function listEndedBy(em: EntityManager, payload: Record<string, unknown>): Promise<EndedAssignment[]> {
  return em.query(
    `SELECT a.id, s.cycle_id AS "cycleId", s.nomination_id AS "nominationId", s.id AS "submissionId", a.kind
       FROM assignment a JOIN submission s ON s.id = a.submission_id AND s.state = 'admitted'
      WHERE a.state <> 'active' AND (a.id::text = $1 OR a.expert_id::text = $2 AND a.reason = 'expert-left')
      ORDER BY s.register_number, a.id`,
    [payload['assignmentId'] ?? null, payload['assignmentId'] ? null : (payload['expertId'] ?? null)],
  );
}

/** How many planned experts each entry has, and whether an extra one. */
export async function countActive(
  em: EntityManager,
  submissionIds: readonly string[],
): Promise<Map<string, { planned: number; extra: number }>> {
  const rows: { id: string; planned: number; extra: number }[] = await em.query(
    `SELECT s.id, count(a.id) FILTER (WHERE a.kind = 'planned')::int AS planned,
            count(a.id) FILTER (WHERE a.kind = 'extra')::int AS extra
       FROM unnest($1::uuid[]) AS s(id) LEFT JOIN assignment a ON a.submission_id = s.id AND a.state = 'active'
      GROUP BY s.id`,
    [submissionIds],
  );
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}
