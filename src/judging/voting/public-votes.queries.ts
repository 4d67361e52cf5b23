import type { EntityManager } from 'typeorm';
import { findStage } from '../../cycles/stages/stages.queries.js';
import { mayShowCounts } from '../../domain/judging/public-vote.js';

/** The votes that count, by entry; an entry without votes is not there. */
export async function countVotes(em: EntityManager, cycleId: string): Promise<Map<string, number>> {
  const rows: { id: string; n: number }[] = await em.query(
    `SELECT submission_id AS id, count(*)::int AS n FROM public_vote
      WHERE cycle_id = $1 AND state = 'counted' GROUP BY submission_id`,
    [cycleId],
  );
  return new Map(rows.map(({ id, n }) => [id, n]));
}

/** What a ranking may know: the votes once the voting has closed, null before. */
export async function countedVotes(
  em: EntityManager,
  { cycleId }: { cycleId: string },
  now: Date,
): Promise<Map<string, number> | null> {
  return mayShowCounts(await findStage(em, cycleId, 'voting'), now) ? countVotes(em, cycleId) : null;
}
