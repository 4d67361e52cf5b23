import type { EntityManager } from 'typeorm';
import type { RegisteredEntry } from '../../domain/results/decisions/decision-lines.js';

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
