import type { EntityManager } from 'typeorm';

/** An own entry of which experts wait for an answer. */
export interface ClarificationTask {
  entryId: string;
  title: string;
  waiting: number;
  dueAt: Date;
  closesIn: string;
}

/** Own entries with questions that were passed on and can be answered at the instant, the nearest term first. */
export function listClarificationTasks(
  em: EntityManager,
  { organisationIds, entryIds }: { organisationIds: readonly string[]; entryIds: readonly string[] },
  now: Date,
): Promise<ClarificationTask[]> {
  return em.query(
    `SELECT s.id AS "entryId", s.title, count(*)::int AS waiting, min(k.due_at) AS "dueAt", c.time_zone AS "closesIn"
       FROM submission s JOIN clarification k ON k.submission_id = s.id AND k.state = 'passed' AND k.due_at > $3
       JOIN cycle c ON c.id = s.cycle_id
      WHERE s.state = 'admitted' AND (s.organisation_id = ANY ($1) OR s.id = ANY ($2))
      GROUP BY s.id, s.title, c.time_zone ORDER BY 4, s.id`,
    [[...organisationIds], [...entryIds], now],
  );
}
