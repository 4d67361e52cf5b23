import type { EntityManager } from 'typeorm';

export interface RegionEntry {
  id: string;
  nominationId: string;
  registerNumber: string;
}

/** The admitted entries of a region in a cycle, in the order of the register. */
export function listRegionEntries(em: EntityManager, cycleId: string, regionCode: string): Promise<RegionEntry[]> {
  return em.query(
    `SELECT s.id, s.nomination_id AS "nominationId", s.register_number AS "registerNumber" FROM submission s
      WHERE s.cycle_id = $1 AND s.region_code = $2 AND s.state = 'admitted' ORDER BY s.register_number, s.id`,
    [cycleId, regionCode],
  );
}

export interface RegisteredEntry extends RegionEntry {
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
