import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/kernel/actor.js';
import type { SubmissionState } from '../../domain/submissions/submission.js';
import { statementOf } from '../../platform/database/condition.js';
import { visibleTo } from '../entries/submission.policy.js';

export type Tally = Partial<Record<SubmissionState, number>>;

/**
 * How many entries of the cycle the actor may see, by state. Who runs the whole cycle reads the kept counts, less the
 * entries that are hidden and with what only the own organisation sees; who sees a part has it counted.
 */
export async function countReceived(em: EntityManager, actor: Actor, cycleId: string): Promise<Tally> {
  const rows = seesWholeCycle(actor, cycleId)
    ? await em.query<{ state: SubmissionState; count: number }[]>(
        `SELECT state, sum(entries)::int AS count FROM (
           SELECT state, entries FROM submission_tally WHERE cycle_id = $1
           UNION ALL
           SELECT s.state, -1 FROM (SELECT entries_hidden_from($2::uuid) AS id) h JOIN submission s ON s.id = h.id
            WHERE s.cycle_id = $1 AND s.state <> 'draft' AND s.first_submitted_at IS NOT NULL AND NOT (s.organisation_id = ANY($3) OR s.id = ANY($4))
           UNION ALL
           SELECT s.state, 1 FROM submission s WHERE (s.organisation_id = ANY($3) OR s.id = ANY($4)) AND s.cycle_id = $1
              AND (s.state = 'draft' OR s.first_submitted_at IS NULL)) counted
         GROUP BY state`,
        [
          cycleId,
          actor.userId,
          [...actor.organisationIds],
          (actor.collaborations ?? []).map(({ submissionId }) => submissionId),
        ],
      )
    : await countVisible(em, actor, cycleId);
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

function countVisible(em: EntityManager, actor: Actor, cycleId: string) {
  const { text, values } = statementOf(
    ($) => `SELECT s.state, count(*)::int AS count FROM submission s
             WHERE s.cycle_id = ${$(cycleId)} AND ${visibleTo(actor)($)} GROUP BY s.state`,
  );
  return em.query<{ state: SubmissionState; count: number }[]>(text, values);
}

const seesWholeCycle = ({ kind, grants }: Actor, cycleId: string): boolean =>
  kind === 'person' &&
  grants.some(
    (grant) =>
      ['organizer', 'chair', 'secretary', 'auditor'].includes(grant.role) &&
      (grant.cycleId === null || grant.cycleId === cycleId) &&
      grant.nominationId === null &&
      grant.regionCode === null,
  );

/** Adds up what writers have noted, one process at a time; writes nothing where all is added up. Whoever reads meanwhile sees the same sums. */
export async function compactTally(em: EntityManager): Promise<void> {
  const sums = (table: string, keys: string, lock: string) =>
    `WITH alone AS (SELECT pg_try_advisory_xact_lock(hashtext('${lock}')) AS got),
          noted AS (DELETE FROM ${table}
                     WHERE (SELECT got FROM alone) AND EXISTS (SELECT 1 FROM ${table} GROUP BY ${keys} HAVING count(*) > 1 OR sum(entries) = 0)
                    RETURNING *)
     INSERT INTO ${table} (${keys}, entries) SELECT ${keys}, sum(entries) FROM noted GROUP BY ${keys} HAVING sum(entries) <> 0`;
  await em.query(sums('submission_tally', 'cycle_id, nomination_id, state', 'laureat submission tally'));
  const byRegion = 'cycle_id, nomination_id, region_code, state, received';
  await em.query(sums('submission_region_tally', byRegion, 'laureat submission region tally'));
}
