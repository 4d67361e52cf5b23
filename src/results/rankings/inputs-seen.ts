import type { EntityManager } from 'typeorm';
import { setupOfVersion, setupVersionSql, type CycleSetup } from '../../cycles/setup/cycle-setup.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { isId } from '../../platform/ids.js';

/** What a transaction sees of the inputs of rankings: their versions by nomination, and the set-up of the cycle. */
export interface InputsSeen {
  setup: CycleSetup;
  seen: ReadonlyMap<string, string>;
}

/**
 * The versions of all that decides the rankings of nominations: that of the cycle's set-up, the marks that SQL leaves at
 * every change of what is counted (`mark_sheet` and its like), and which stages are over, since with them votes begin to
 * count and entries drop out. Equal versions are equal inputs. Marks are added up, so that one of a transaction that
 * began before others and ended after them is a new version all the same. Read it before the inputs, not after: then
 * what is written in between is found to be new. Refuses: `not-found`.
 */
export async function readInputsSeen(
  em: EntityManager,
  cycleId: string,
  nominationIds: readonly string[],
  now: Date,
): Promise<InputsSeen> {
  if (!isId(cycleId)) throw new Refusal({ code: 'not-found' });
  const [row] = await em.query<{ version: string | null; marks: Record<string, number> }[]>(
    `SELECT ${setupVersionSql('$1')} AS version,
            (SELECT coalesce(jsonb_object_agg(m.scope, m.marks), '{}') FROM
              (SELECT scope, sum(marks) AS marks FROM ranking_mark WHERE scope = ANY($2::uuid[]) GROUP BY scope) m) AS marks`,
    [cycleId, [cycleId, ...nominationIds]],
  );
  const setup = await setupOfVersion(em, cycleId, row!.version);
  const over = setup.stages.filter(({ closesAt }) => closesAt <= now).map(({ kind }) => kind);
  const marksOf = (scope: string) => row!.marks[scope] ?? 0;
  const common = [row!.version, over.join(','), marksOf(cycleId)].join(' ');
  return { setup, seen: new Map(nominationIds.map((id) => [id, `${common} ${marksOf(id)}`])) };
}

/** Adds up what writers have marked, one process at a time. Whoever reads meanwhile sees the same sums. */
export async function compactMarks(em: EntityManager): Promise<void> {
  await em.query(
    `WITH alone AS (SELECT pg_try_advisory_xact_lock(hashtext('laureat ranking marks')) AS got),
          left_behind AS (DELETE FROM ranking_mark WHERE (SELECT got FROM alone) RETURNING *)
     INSERT INTO ranking_mark (scope, marks) SELECT scope, sum(marks) FROM left_behind GROUP BY scope`,
  );
}
