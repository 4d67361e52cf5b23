import type { EntityManager } from 'typeorm';
import type { SubmissionState } from '../domain/submissions/submission.js';

/** Entries by nomination, region and state: from these few rows all totals of the cockpit are summed. */
export interface EntryCount {
  nominationId: string;
  regionCode: string;
  state: SubmissionState;
  /** Whether it has been submitted at least once. */
  received: boolean;
  count: number;
}

/** The kept counts: their invariant counts the entries themselves. */
export function countEntries(em: EntityManager, cycleId: string): Promise<EntryCount[]> {
  return em.query(
    `SELECT nomination_id AS "nominationId", region_code AS "regionCode", state, received, sum(entries)::int AS count
       FROM submission_region_tally WHERE cycle_id = $1 GROUP BY 1, 2, 3, 4 HAVING sum(entries) <> 0`,
    [cycleId],
  );
}

/** First submissions hour by hour, from `from` to `to`, hours without any included. */
export async function countByHour(em: EntityManager, cycleId: string, { from, to }: { from: Date; to: Date }) {
  const rows: { from: Date; count: number }[] = await em.query(
    `SELECT h.at AS "from", coalesce(c.count, 0)::int AS count
       FROM generate_series($2::timestamptz, $3::timestamptz, interval '1 hour') AS h(at)
       LEFT JOIN (SELECT date_bin('1 hour', first_submitted_at, $2::timestamptz) AS at, count(*) AS count FROM submission
                   WHERE cycle_id = $1 AND first_submitted_at >= $2 AND first_submitted_at < $3::timestamptz + interval '1 hour'
                   GROUP BY 1) c ON c.at = h.at
      ORDER BY h.at`,
    [cycleId, from, to],
  );
  return rows;
}

export interface WorkCounts {
  oldestWaiting: Date | null;
  nextReturnDue: Date | null;
  lastDay: number;
  expertsAccepted: number;
  expertsInvited: number;
  expertsUndeclared: number;
  capacity: number;
}

/** What waits for somebody, in one row. */
export async function countWork(em: EntityManager, cycleId: string, now: Date): Promise<WorkCounts> {
  const [row] = (await em.query(
    `SELECT (SELECT min(submitted_at) FROM submission WHERE cycle_id = $1 AND state = 'submitted') AS "oldestWaiting",
            (SELECT min(due_at) FROM submission WHERE cycle_id = $1 AND state = 'returned' AND due_at > $2) AS "nextReturnDue",
            (SELECT count(*)::int FROM submission WHERE cycle_id = $1
              AND first_submitted_at > $2::timestamptz - interval '24 hours') AS "lastDay",
            (SELECT count(*)::int FROM expert WHERE cycle_id = $1 AND state = 'accepted') AS "expertsAccepted",
            (SELECT count(*)::int FROM expert WHERE cycle_id = $1 AND state = 'invited') AS "expertsInvited",
            (SELECT count(*)::int FROM expert WHERE cycle_id = $1 AND state = 'accepted'
              AND conflicts_declared_at IS NULL) AS "expertsUndeclared",
            (SELECT coalesce(sum(capacity), 0)::int FROM expert WHERE cycle_id = $1 AND state = 'accepted') AS capacity`,
    [cycleId, now],
  )) as [WorkCounts];
  return row;
}
