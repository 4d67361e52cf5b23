import type { EntityManager } from 'typeorm';
import type { Extension } from '../../domain/cycles/extension.js';

/** The extensions of a cycle's intake that were not taken back, in the order in which they were recorded. */
export function listExtensions(
  em: EntityManager,
  cycleIds: readonly string[],
): Promise<(Extension & { cycleId: string })[]> {
  return em.query(
    `SELECT x.id, x.cycle_id AS "cycleId", x.nomination_id AS "nominationId", coalesce(o.merged_into_id, x.organisation_id) AS "organisationId",
            x.submission_id AS "submissionId", x.closes_from AS "closesFrom", x.closes_at AS "closesAt",
            x.recorded_at AS "recordedAt"
       FROM intake_extension x LEFT JOIN organisation o ON o.id = x.organisation_id
      WHERE x.cycle_id = ANY ($1) AND NOT EXISTS (SELECT 1 FROM intake_extension_withdrawal w WHERE w.extension_id = x.id)
      ORDER BY x.recorded_at, x.id`,
    [cycleIds],
  );
}

/**
 * The twin of `intakeFor` in SQL, for lists: when the intake closes for `submission s`, of `stage i`. Without one of the
 * extensions where that is asked.
 */
export const intakeClosesAtSql = (i: string, s: string, without?: string): string =>
  `greatest(${i}.closes_at, (SELECT max(x.closes_at) FROM intake_extension x
     WHERE x.cycle_id = ${s}.cycle_id AND (x.nomination_id = ${s}.nomination_id
       OR x.organisation_id IN (SELECT o.id FROM organisation o
            WHERE o.id = ${s}.organisation_id OR o.merged_into_id = ${s}.organisation_id) OR x.submission_id = ${s}.id)
       AND NOT EXISTS (SELECT 1 FROM intake_extension_withdrawal w WHERE w.extension_id = x.id)
       ${without ? `AND x.id <> ${without}` : ''}))`;

/**
 * What is submitted under an extension holds it until it is written; taking it back waits for that, and nothing is submitted under
 * one that was taken back meanwhile. True where it still stands.
 */
export async function holdExtension(tx: EntityManager, id: string): Promise<boolean> {
  await tx.query("SELECT pg_advisory_xact_lock_shared(hashtextextended('intake extension ' || $1, 3))", [id]);
  const [row] = await tx.query<{ stands: boolean }[]>(
    'SELECT NOT EXISTS (SELECT 1 FROM intake_extension_withdrawal WHERE extension_id = $1) AS stands',
    [id],
  );
  return row!.stands;
}

/** The other side of it. */
export async function lockExtension(tx: EntityManager, id: string): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('intake extension ' || $1, 3))", [id]);
}
