import type { EntityManager } from 'typeorm';
import { everybody, isTaking, type Closing, type ClosingReader } from '../../domain/cycles/closing.js';
import { closingIn, getSetup, type CycleSetup } from './cycle-setup.js';

/** A cycle with when its intake closes, as the reader is told it. */
export interface Intake {
  setup: CycleSetup;
  closing: Closing;
}

/** The announced cycles that have an intake, the earliest year first. */
export async function listIntakes(em: EntityManager, now: Date, reader: ClosingReader = everybody): Promise<Intake[]> {
  const announced = await em.query<{ id: string }[]>(
    `SELECT id FROM cycle WHERE state = 'announced' ORDER BY year, id`,
  );
  const setups = await Promise.all(announced.map(({ id }) => getSetup(em, id)));
  return setups.flatMap((setup) => {
    const closing = closingIn(setup, reader, now);
    return closing ? [{ setup, closing }] : [];
  });
}

/** Those of them in which something is taken in at the instant of which the reader is told. */
export async function listOpenIntakes(em: EntityManager, now: Date, reader?: ClosingReader): Promise<Intake[]> {
  return (await listIntakes(em, now, reader)).filter(({ closing }) => isTaking(closing));
}
