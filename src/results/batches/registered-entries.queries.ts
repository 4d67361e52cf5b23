import type { EntityManager } from 'typeorm';

/** An admitted entry as a table of decisions names it. */
export interface RegisteredEntry {
  id: string;
  nominationId: string;
  registerNumber: string;
  regionCode: string;
}

/** The admitted entries of a cycle by their register numbers. */
export function listRegistered(
  em: EntityManager,
  cycleId: string,
  numbers: readonly string[],
): Promise<RegisteredEntry[]> {
  return em.query(
    `SELECT s.id, s.nomination_id AS "nominationId", s.register_number AS "registerNumber", s.region_code AS "regionCode"
       FROM submission s WHERE s.cycle_id = $1 AND s.register_number = ANY($2) AND s.state = 'admitted'`,
    [cycleId, numbers],
  );
}
