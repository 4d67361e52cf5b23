import type { EntityManager } from 'typeorm';
import { Refusal } from '../../domain/kernel/refusal.js';

/** What a role is narrowed to; what is null is not narrowed. */
export interface GrantScope {
  cycleId: string | null;
  nominationId: string | null;
  regionCode: string | null;
}

/** Refuses a scope that is nowhere: a cycle or a region that there is not, a nomination of another cycle. */
export async function mustBeScope(em: EntityManager, { cycleId, nominationId, regionCode }: GrantScope): Promise<void> {
  const [known] = await em.query<{ cycle: boolean; nomination: boolean; region: boolean }[]>(
    `SELECT $1::uuid IS NULL OR EXISTS (SELECT 1 FROM cycle WHERE id = $1) AS cycle,
            $2::uuid IS NULL OR EXISTS (SELECT 1 FROM nomination WHERE id = $2 AND cycle_id = $1) AS nomination,
            $3::text IS NULL OR EXISTS (SELECT 1 FROM region WHERE code = $3) AS region`,
    [cycleId, nominationId, regionCode],
  );
  const pointers = { cycle: '/cycleId', nomination: '/nominationId', region: '/regionCode' };
  const problems = (['cycle', 'nomination', 'region'] as const)
    .filter((part) => !known![part])
    .map((part) => ({ pointer: pointers[part], rule: 'not-offered' }));
  if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
}

/** Whether a person must not meet some entry of the scope because of a conflict of interest. */
export async function isKeptFromSome(em: EntityManager, userId: string, scope: GrantScope): Promise<boolean> {
  const [row] = await em.query<{ kept: boolean }[]>(
    `SELECT EXISTS (SELECT 1 FROM submission s
                     WHERE s.first_submitted_at IS NOT NULL AND s.id IN (SELECT entries_hidden_from($1))
                       AND ($2::uuid IS NULL OR s.cycle_id = $2) AND ($3::uuid IS NULL OR s.nomination_id = $3)
                       AND ($4::text IS NULL OR s.region_code = $4)) AS kept`,
    [userId, scope.cycleId, scope.nominationId, scope.regionCode],
  );
  return row!.kept;
}
