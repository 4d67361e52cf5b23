import type { EntityManager } from 'typeorm';
import type { Marked } from '../../domain/submissions/checklist.js';
import type { Opinion } from '../../domain/submissions/panel.js';

export interface MarkOf extends Marked {
  userId: string;
  name: string;
  markedAt: Date;
}

/** What everybody found in a revision, in the order in which it was found. */
export function listMarks(em: EntityManager, revisionId: string): Promise<MarkOf[]> {
  return em.query<MarkOf[]>(
    `SELECT m.item, m.mark, m.user_id AS "userId", u.name, m.marked_at AS "markedAt"
       FROM screening_mark m JOIN user_account u ON u.id = m.user_id
      WHERE m.revision_id = $1 ORDER BY m.marked_at, m.item`,
    [revisionId],
  );
}

export interface OpinionOf extends Opinion {
  name: string;
  givenAt: Date;
}

/** The words of a panel about a revision, in the order in which they were said. */
export function listOpinions(em: EntityManager, revisionId: string): Promise<OpinionOf[]> {
  return em.query<OpinionOf[]>(
    `SELECT o.user_id AS "userId", u.name, o.verb, o.reason, o.given_at AS "givenAt"
       FROM screening_opinion o JOIN user_account u ON u.id = o.user_id
      WHERE o.revision_id = $1 ORDER BY o.position`,
    [revisionId],
  );
}

/** Who decided last about an entry, and when; null where nobody has. */
export async function findLastDecision(
  em: EntityManager,
  { screenedById, screenedAt }: { screenedById: string | null; screenedAt: Date | null },
): Promise<{ by: string; at: Date } | null> {
  if (!screenedById || !screenedAt) return null;
  const [row] = await em.query<{ name: string }[]>('SELECT name FROM user_account WHERE id = $1', [screenedById]);
  return { by: row?.name ?? '', at: screenedAt };
}
