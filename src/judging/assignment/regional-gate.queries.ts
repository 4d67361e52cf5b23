import type { EntityManager } from 'typeorm';
import { findRules } from '../../cycles/editions/editions.queries.js';
import {
  keptByRegion,
  onlyLaureatesGoOn,
  type KeptReason,
  type RegionalAnswer,
} from '../../domain/judging/regional-gate.js';

/** An admitted entry that does not go on to the experts. */
export interface KeptEntry {
  id: string;
  number: string;
  title: string;
  nominationId: string;
  regionCode: string;
  reason: KeptReason;
}

/**
 * Admitted entries that regions did not send on to the experts, by number, of a cycle or one nomination; null where every
 * admitted entry goes on. Decisions are in force as long as they stand in their tables: what is taken back is not there.
 */
export async function listKeptByRegion(
  em: EntityManager,
  cycleId: string,
  nominationId: string | null = null,
): Promise<KeptEntry[] | null> {
  if (!onlyLaureatesGoOn((await findRules(em, cycleId))?.decisionRules)) return null;
  const entries: Omit<KeptEntry, 'reason'>[] = await em.query(
    `SELECT id, register_number AS number, title, nomination_id AS "nominationId", region_code AS "regionCode"
       FROM submission WHERE cycle_id = $1 AND state = 'admitted' AND ($2::uuid IS NULL OR nomination_id = $2)
      ORDER BY register_number, id`,
    [cycleId, nominationId],
  );
  const answers: RegionalAnswer[] = await em.query(
    `SELECT nomination_id AS "nominationId", region_code AS "regionCode", submission_id AS "entryId"
       FROM award WHERE cycle_id = $1 AND outcome = 'regional-laureate'
      UNION ALL
     SELECT nomination_id, region_code, NULL FROM not_awarded WHERE cycle_id = $1 AND outcome = 'regional-laureate'`,
    [cycleId],
  );
  const kept = keptByRegion(entries, answers);
  return entries.flatMap((entry) => {
    const reason = kept.get(entry.id);
    return reason ? [{ ...entry, reason }] : [];
  });
}

/** The same as ids; empty where every admitted entry goes on. */
export async function keptIds(
  em: EntityManager,
  cycleId: string,
  nominationId: string | null = null,
): Promise<Set<string>> {
  return new Set((await listKeptByRegion(em, cycleId, nominationId))?.map(({ id }) => id));
}
