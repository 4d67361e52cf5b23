import { In, IsNull, type EntityManager } from 'typeorm';
import { create, type Deed } from '../platform/database/save.js';
import { isId } from '../platform/ids.js';
import { Refusal } from '../domain/kernel/refusal.js';
import { ImportBatch, ImportRow } from './import-batch.entity.js';
import type { Made } from './write-entries.js';

/** A batch with the people who brought it and took it back, for lists. */
export interface ListedBatch extends ImportBatch {
  importedBy: string | null;
  undoneBy: string | null;
}

/** Keeps what was written and what it made. */
export async function keepBatch(
  tx: EntityManager,
  { made, ...facts }: Pick<ImportBatch, 'cycleId' | 'kind' | 'name' | 'sha256' | 'rows'> & { made: readonly Made[] },
  deed: Deed,
): Promise<string> {
  const values = { ...facts, importedById: deed.actor.userId, importedAt: deed.now, undoneById: null, undoneAt: null };
  const batch = await create(tx, ImportBatch, values, deed);
  for (let from = 0; from < made.length; from += 1000)
    await tx.insert(
      ImportRow,
      made.slice(from, from + 1000).map((one) => ({ ...one, importId: batch.id })),
    );
  return batch.id;
}

/** The same bytes written before and not taken back; the latest. */
export function findWritten(em: EntityManager, cycleId: string, sha256: string): Promise<ImportBatch | null> {
  return em.findOne(ImportBatch, { where: { cycleId, sha256, undoneAt: IsNull() }, order: { importedAt: 'DESC' } });
}

export async function listBatches(em: EntityManager, cycleId: string): Promise<ListedBatch[]> {
  const batches = await em.find(ImportBatch, { where: { cycleId }, order: { importedAt: 'DESC' }, take: 50 });
  const ids = batches.flatMap(({ importedById, undoneById }) => [importedById, undoneById]).filter(Boolean);
  const people: { id: string; name: string }[] = await em.query(
    'SELECT id, name FROM user_account WHERE id = ANY($1)',
    [ids],
  );
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return batches.map((batch) => ({
    ...batch,
    importedBy: names.get(batch.importedById ?? '') ?? null,
    undoneBy: names.get(batch.undoneById ?? '') ?? null,
  }));
}

export async function lockBatch(tx: EntityManager, cycleId: string, id: string): Promise<ImportBatch> {
  const lock = { mode: 'pessimistic_write' as const };
  const batch = isId(id) ? await tx.findOne(ImportBatch, { where: { id, cycleId }, lock }) : null;
  if (!batch) throw new Refusal({ code: 'not-found' });
  return batch;
}

/** The ids of what a batch made. */
export async function madeBy(em: EntityManager, importId: string, subjectType: ImportRow['subjectType']) {
  const rows = await em.find(ImportRow, { where: { importId, subjectType }, select: { subjectId: true } });
  return rows.map(({ subjectId }) => subjectId);
}

export interface BuiltOn {
  /** Entries that were changed, screened anew or judged since. */
  entries: number;
  /** Plans and rankings made since, of the cycle and its nominations. */
  plans: number;
  rankings: number;
  /** Entries with a register number after those of the batch: without it the register would have a gap. */
  later: number;
}

/** What was built on the entries of a batch: where there is anything, it cannot be taken back. */
export async function builtOn(em: EntityManager, batch: ImportBatch): Promise<BuiltOn> {
  const [row] = await em.query<[BuiltOn]>(
    `WITH made AS (SELECT s.* FROM import_row i JOIN submission s ON s.id = i.subject_id
                    WHERE i.import_id = $1 AND i.subject_type = 'submission')
     SELECT (SELECT count(*)::int FROM made m WHERE m.version <> 1 OR m.revisions <> 1
               OR EXISTS (SELECT 1 FROM assignment a WHERE a.submission_id = m.id)
               OR EXISTS (SELECT 1 FROM attachment a WHERE a.submission_id = m.id)) AS entries,
            (SELECT count(*)::int FROM assignment_plan p WHERE p.cycle_id = $2 AND p.created_at >= $3) AS plans,
            (SELECT count(*)::int FROM ranking r WHERE r.computed_at >= $3
               AND r.nomination_id IN (SELECT nomination_id FROM made)) AS rankings,
            (SELECT count(*)::int FROM submission s
               JOIN (SELECT nomination_id, min(substring(register_number FROM '\\d+$')::int) AS least FROM made GROUP BY 1) m
                 ON m.nomination_id = s.nomination_id
              WHERE s.id NOT IN (SELECT id FROM made) AND substring(s.register_number FROM '\\d+$')::int > m.least) AS later`,
    [batch.id, batch.cycleId, batch.importedAt],
  );
  return row;
}

/** The counters of the nominations of a batch, held so that nobody is given a number meanwhile. */
export async function lockCounters(tx: EntityManager, entryIds: readonly string[]): Promise<void> {
  await tx.query(
    `SELECT 1 FROM register_counter WHERE nomination_id IN (SELECT nomination_id FROM submission WHERE id = ANY($1))
      ORDER BY nomination_id FOR UPDATE`,
    [entryIds],
  );
}

/** Sets the counters back to the last number that is there. */
export async function lowerCounters(tx: EntityManager, nominationIds: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE register_counter c SET last = coalesce((SELECT max(substring(s.register_number FROM '\\d+$')::int)
        FROM submission s WHERE s.nomination_id = c.nomination_id), 0) WHERE c.nomination_id = ANY($1)`,
    [nominationIds],
  );
}

/** Of organisations that a batch made, those that nothing else rests on. */
export async function unusedOrganisations(em: EntityManager, ids: readonly string[]): Promise<string[]> {
  const rows: { id: string }[] = await em.query(
    `SELECT o.id FROM organisation o WHERE o.id = ANY($1)
        AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.organisation_id = o.id)
        AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.organisation_id = o.id)
        AND NOT EXISTS (SELECT 1 FROM expert e WHERE e.organisation_id = o.id)
        AND NOT EXISTS (SELECT 1 FROM invitation i WHERE i.organisation_id = o.id)
        AND NOT EXISTS (SELECT 1 FROM membership_request r WHERE r.organisation_id = o.id)
        AND NOT EXISTS (SELECT 1 FROM registration r WHERE r.organisation_id = o.id)
        AND NOT EXISTS (SELECT 1 FROM organisation x WHERE x.merged_into_id = o.id)`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

export const withIds = (ids: readonly string[]) => ({ id: In([...ids]) });
