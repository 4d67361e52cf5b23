import type { EntityManager } from 'typeorm';

/** Entries that a person must not meet because of a conflict of interest; none for a program without a person. */
export async function listHiddenFrom(em: EntityManager, userId: string | null): Promise<Set<string>> {
  const rows: { id: string }[] = await em.query('SELECT hidden.id FROM entries_hidden_from($1::uuid) AS hidden(id)', [
    userId,
  ]);
  return new Set(rows.map(({ id }) => id));
}
