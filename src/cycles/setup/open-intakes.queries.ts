import type { EntityManager } from 'typeorm';
import { isOpen } from '../../domain/cycles/stage.js';
import type { Stage } from '../stages/stage.entity.js';
import { getSetup, longestIntakeOf, type CycleSetup } from './cycle-setup.js';

/** A cycle in which something can be entered, with its intake as long as anything can. */
export interface OpenIntake {
  setup: CycleSetup;
  intake: Stage;
}

/**
 * Cycles in which something can be entered at the instant: by everybody, in some nomination, or by one of the organisations, what
 * was extended for them included.
 */
export async function listOpenIntakes(
  em: EntityManager,
  now: Date,
  organisationIds: readonly string[] = [],
): Promise<OpenIntake[]> {
  const announced = await em.query<{ id: string }[]>(
    `SELECT id FROM cycle WHERE state = 'announced' ORDER BY year, id`,
  );
  const setups = await Promise.all(announced.map(({ id }) => getSetup(em, id)));
  return setups.flatMap((setup) => {
    const intake = longestIntakeOf(setup, organisationIds);
    return intake && isOpen(intake, now) ? [{ setup, intake }] : [];
  });
}
