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
