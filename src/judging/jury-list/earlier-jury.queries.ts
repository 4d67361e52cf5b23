import { Expert } from '../experts/expert.entity.js';
import type { EntityManager } from 'typeorm';

/** The people of the latest jury before the year, with how they did. */
export interface EarlierExpert {
  id: string;
  userId: string;
  cycleId: string;
  year: number;
  name: string;
  email: string;
  state: Expert['state'];
  employer: string;
  capacity: number;
  assigned: number;
  submitted: number;
}

export function listEarlierJury(
  em: EntityManager,
  { year, now }: { year: number; now: Date },
): Promise<EarlierExpert[]> {
  return em.query(
    `SELECT x.id, u.id AS "userId", c.id AS "cycleId", c.year, u.name, u.email, x.state, x.employer, x.capacity, count(a.id)::int AS assigned,
            count(v.id) FILTER (WHERE v.state = 'submitted')::int AS submitted
       FROM expert x JOIN cycle c ON c.id = x.cycle_id JOIN user_account u ON u.id = x.user_id AND u.deactivated_at IS NULL
       LEFT JOIN assignment a ON a.expert_id = x.id AND a.state = 'active' AND NOT is_dropped_out(a.submission_id, $2)
       LEFT JOIN evaluation v ON v.assignment_id = a.id
      WHERE c.year = (SELECT max(p.year) FROM cycle p JOIN expert e ON e.cycle_id = p.id
                       WHERE p.year < $1 AND p.state IN ('announced', 'completed'))
        AND c.state <> 'cancelled' AND x.state <> 'removed'
      GROUP BY x.id, u.id, c.id ORDER BY u.name, x.id`,
    [year, now],
  );
}
