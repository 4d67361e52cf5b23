import type { EntityManager } from 'typeorm';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { isId } from '../../platform/ids.js';
import { mustExist } from './must-exist.js';

/** Rankings and namings of one nomination go one after another. */
export async function lockNomination(tx: EntityManager, id: string): Promise<Nomination> {
  const lock = { mode: 'pessimistic_write' } as const;
  return mustExist(isId(id) ? await tx.findOne(Nomination, { where: { id }, lock }) : null);
}
