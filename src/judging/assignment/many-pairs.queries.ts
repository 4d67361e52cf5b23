import type { EntityManager } from 'typeorm';

/** Up to so many pairs each has a lock of its own. */
const lockedOneByOne = 1000;

/**
 * Before very many conflicts or assignments are written: nobody else writes either until the end of the transaction, so that
 * the guard of each pair needs no lock of its own, of which the database holds only some thousands.
 */
export async function lockManyPairs(tx: EntityManager, pairs: number): Promise<void> {
  if (pairs <= lockedOneByOne) return;
  await tx.query('LOCK TABLE assignment, conflict IN SHARE ROW EXCLUSIVE MODE');
  await tx.query(`SELECT set_config('laureat.pairs_locked', 'on', true)`);
}
