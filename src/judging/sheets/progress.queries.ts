import type { EntityManager } from 'typeorm';

/** How far each accepted expert is: sheets submitted of those assigned; entries that dropped out by the instant are neither. */
export function listCompletion(
  em: EntityManager,
  cycleId: string,
  now: Date,
): Promise<
  { expertId: string; name: string; email: string; assigned: number; submitted: number; lastAt: Date | null }[]
> {
  return em.query(
    `SELECT x.id AS "expertId", u.name, u.email, count(a.id)::int AS assigned,
            count(e.id) FILTER (WHERE e.state = 'submitted')::int AS submitted, max(e.saved_at) AS "lastAt"
       FROM expert x
       JOIN user_account u ON u.id = x.user_id
       LEFT JOIN assignment a ON a.expert_id = x.id AND a.state = 'active'
             AND a.submission_id NOT IN (SELECT entries_dropped_out($1, $2))
       LEFT JOIN evaluation e ON e.assignment_id = a.id
      WHERE x.cycle_id = $1 AND x.state = 'accepted'
      GROUP BY x.id, u.name, u.email
      ORDER BY count(a.id) - count(e.id) FILTER (WHERE e.state = 'submitted') DESC, u.name`,
    [cycleId, now],
  );
}

/** Entries that the expert has, and those of them not handed in; who dropped out by the instant is not among them. */
export async function countHeld(
  em: EntityManager,
  expertId: string,
  now: Date,
): Promise<{ held: number; left: number }> {
  const [row] = await em.query<{ held: number; left: number }[]>(
    `SELECT count(*)::int AS held, count(*) FILTER (WHERE v.state IS DISTINCT FROM 'submitted')::int AS left
       FROM assignment a LEFT JOIN evaluation v ON v.assignment_id = a.id
      WHERE a.expert_id = $1 AND a.state = 'active' AND NOT is_dropped_out(a.submission_id, $2)`,
    [expertId, now],
  );
  return row!;
}
