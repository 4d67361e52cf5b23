import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';

/** Refuses with `conflict-of-interest` one who must not meet an entry of the nomination, or of a region in it. */
export async function mustMeetAll(
  em: EntityManager,
  actor: Actor,
  nominationId: string,
  regionCode?: string,
): Promise<void> {
  if ((await listHidden(em, actor.userId, { nominationId, ...(regionCode !== undefined && { regionCode }) })).size > 0)
    throw new Refusal({ code: 'conflict-of-interest', source: 'declared' });
}

/** Nominations with an admitted entry that a person must not meet. */
export async function listClosedTo(em: EntityManager, userId: string | null, cycleId: string): Promise<Set<string>> {
  if (userId === null) return new Set();
  const rows: { id: string }[] = await em.query(
    `SELECT DISTINCT s.nomination_id AS id FROM submission s
      WHERE s.cycle_id = $1 AND s.state = 'admitted' AND s.id IN (SELECT entries_hidden_from($2))`,
    [cycleId, userId],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Entries before a body, of a nomination, of a region or of a cycle, that a person must not meet because of a conflict of interest. */
export async function listHidden(
  em: EntityManager,
  userId: string | null,
  where: { nominationId?: string; cycleId?: string; regionCode?: string },
): Promise<Set<string>> {
  if (userId === null) return new Set();
  const rows: { id: string }[] = await em.query(
    `SELECT s.id FROM submission s
      WHERE (s.state = 'admitted' OR EXISTS (SELECT 1 FROM entry_withdrawal w WHERE w.submission_id = s.id))
        AND ($2::uuid IS NULL OR s.nomination_id = $2) AND ($3::uuid IS NULL OR s.cycle_id = $3) AND ($4::text IS NULL OR s.region_code = $4)
        AND s.id IN (SELECT entries_hidden_from($1))`,
    [userId, where.nominationId ?? null, where.cycleId ?? null, where.regionCode ?? null],
  );
  return new Set(rows.map(({ id }) => id));
}
