import type { EntityManager } from 'typeorm';
import type { EntryCard } from '../../domain/results/protocols/protocol.js';
import { isId } from '../../platform/ids.js';

/** What people know the entries by: title, organisation and region as they were submitted. */
export async function listCards(em: EntityManager, entryIds: readonly string[]): Promise<Record<string, EntryCard>> {
  const rows: ({ id: string } & EntryCard)[] = await em.query(
    `SELECT s.id, r.title, r.organisation->>'name' AS organisation,
            coalesce(r.organisation->>'regionName', s.region_code) AS region
       FROM submission s JOIN submission_revision r ON r.id = s.revision_id WHERE s.id = ANY($1::uuid[])`,
    [entryIds],
  );
  return Object.fromEntries(rows.map(({ id, ...card }) => [id, card]));
}

/** The nomination of an entry of the cycle; null for anything else. */
export async function findNominationId(em: EntityManager, cycleId: string, entryId: string): Promise<string | null> {
  if (!isId(entryId)) return null;
  const rows: { id: string }[] = await em.query(
    'SELECT nomination_id AS id FROM submission WHERE id = $1 AND cycle_id = $2',
    [entryId, cycleId],
  );
  return rows[0]?.id ?? null;
}
