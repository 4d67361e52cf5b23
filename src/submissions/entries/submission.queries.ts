import type { EntityManager } from 'typeorm';
import { Refusal } from '../../domain/kernel/refusal.js';
import { inPlayStates } from '../../domain/submissions/region-quota.js';
import { all } from '../../platform/database/condition.js';
import { readRows } from '../../platform/database/plain-reads.js';
import { isId } from '../../platform/ids.js';
import { Submission } from './submission.entity.js';
import type { Visibility } from './submission.policy.js';

/** One entry that the visibility shows, with its names; refuses with `not-found`, whether it is hidden or does not exist. */
export async function getSubmission(em: EntityManager, id: string, visibility: Visibility): Promise<Submission> {
  return mustBeFound(em, id, visibility, { relations: ['nomination', 'organisation', 'cycle'] });
}

/** The same without names, and the row locked until the end of the transaction. */
export async function lockSubmission(tx: EntityManager, id: string, visibility: Visibility): Promise<Submission> {
  return mustBeFound(tx, id, visibility, { lock: true });
}

async function mustBeFound(
  em: EntityManager,
  id: string,
  visibility: Visibility,
  how: { relations?: ('nomination' | 'organisation' | 'cycle')[]; lock?: boolean },
): Promise<Submission> {
  const where = all([($) => `s.id = ${$(id)}`, visibility]);
  const [entry] = isId(id) ? await readRows(em, Submission, { alias: 's', where, ...how }) : [];
  if (!entry) throw new Refusal({ code: 'not-found' });
  return entry;
}

/** Others of the region in play in the nomination; the caller holds the lock of `lockQuota`. */
export async function countInPlay(
  tx: EntityManager,
  { nominationId, regionCode, exceptId }: { nominationId: string; regionCode: string; exceptId: string },
): Promise<number> {
  const [row] = await tx.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM submission
      WHERE nomination_id = $1 AND region_code = $2 AND id <> $3 AND state = ANY ($4)`,
    [nominationId, regionCode, exceptId, [...inPlayStates]],
  );
  return row!.count;
}

/** Makes those who count and write entries of one region and nomination go one after another. */
export async function lockQuota(tx: EntityManager, nominationId: string, regionCode: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [`${nominationId} ${regionCode}`]);
}

/** The next running number of the nomination; the row lock keeps numbers unbroken. */
export async function takeSequence(tx: EntityManager, nominationId: string): Promise<number> {
  const [row] = (await tx.query(
    `INSERT INTO register_counter (nomination_id, last) VALUES ($1, 1)
     ON CONFLICT (nomination_id) DO UPDATE SET last = register_counter.last + 1 RETURNING last`,
    [nominationId],
  )) as { last: number }[];
  return row!.last;
}

/** The name of the organisation for which the person entered it; null where it was somebody else, or there is none. */
export async function findEnteredBy(em: EntityManager, id: string, userId: string | null): Promise<string | null> {
  if (!isId(id) || userId === null) return null;
  const [row] = await em.query<{ name: string }[]>(
    `SELECT o.name FROM submission s JOIN organisation o ON o.id = s.organisation_id WHERE s.id = $1 AND s.entered_by_id = $2`,
    [id, userId],
  );
  return row?.name ?? null;
}
