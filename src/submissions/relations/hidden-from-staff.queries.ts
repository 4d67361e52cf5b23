import type { EntityManager } from 'typeorm';
import { Refusal } from '../../domain/kernel/refusal.js';

/** Entries that a person must not meet because of a conflict of interest; none for a program without a person. */
export async function listHiddenFrom(em: EntityManager, userId: string | null): Promise<Set<string>> {
  const rows: { id: string }[] = await em.query('SELECT hidden.id FROM entries_hidden_from($1::uuid) AS hidden(id)', [
    userId,
  ]);
  return new Set(rows.map(({ id }) => id));
}

/** Of an entry that somebody must not meet nothing exists for that person, whatever hangs on it. Refuses with `not-found`. */
export async function mustMeet(em: EntityManager, userId: string | null, submissionId: string): Promise<void> {
  const [row] = await em.query<{ conflicted: boolean }[]>('SELECT is_staff_conflicted($1, $2) AS conflicted', [
    userId,
    submissionId,
  ]);
  if (row!.conflicted) throw new Refusal({ code: 'not-found' });
}
