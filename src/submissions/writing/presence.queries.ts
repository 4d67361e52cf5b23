import type { EntityManager } from 'typeorm';

/** Somebody who has the form of an entry open, in one window or several; the field is the one that they were last in. */
export interface Present {
  userId: string;
  name: string;
  windows: number;
  field: string;
}

/**
 * Notes where somebody is, and gives everybody else who was seen since `after`, each once, and the other windows of the same
 * person: one statement, as often as a window asks.
 */
export function notePresence(
  em: EntityManager,
  at: { submissionId: string; userId: string; window: string; field: string; now: Date; after: Date },
): Promise<Present[]> {
  return em.query<Present[]>(
    `WITH noted AS (
       INSERT INTO submission_presence (submission_id, user_id, "window", field, seen_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (submission_id, user_id, "window") DO UPDATE SET field = excluded.field, seen_at = excluded.seen_at)
     SELECT p.user_id AS "userId", u.name, count(*)::int AS windows,
            coalesce((array_agg(p.field ORDER BY p.seen_at DESC) FILTER (WHERE p.field <> ''))[1], '') AS field
       FROM submission_presence p JOIN user_account u ON u.id = p.user_id
      WHERE p.submission_id = $1 AND p.seen_at > $6 AND NOT (p.user_id = $2 AND p."window" = $3)
      GROUP BY p.user_id, u.name ORDER BY u.name, p.user_id LIMIT 20`,
    [at.submissionId, at.userId, at.window, at.field, at.now, at.after],
  );
}

export async function endPresence(
  em: EntityManager,
  submissionId: string,
  userId: string,
  window: string,
): Promise<void> {
  await em.query('DELETE FROM submission_presence WHERE submission_id = $1 AND user_id = $2 AND "window" = $3', [
    submissionId,
    userId,
    window,
  ]);
}
