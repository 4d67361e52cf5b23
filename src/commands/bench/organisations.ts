import type { EntityManager } from 'typeorm';
import { Membership } from '../../accounts/organisations/membership.entity.js';
import { Organisation } from '../../accounts/organisations/organisation.entity.js';
import { User } from '../../accounts/users/user.entity.js';
import { Region } from '../../cycles/reference/region.entity.js';
import { newId } from '../../platform/ids.js';
import type { Dice } from '../demo/dice.js';
import { insertRows } from './insert-rows.js';

const batch = 5000;
const kinds = ['municipal', 'institution', 'ngo', 'development', 'business', 'association'] as const;

/** An organisation with the person who enters for it. */
export interface Entrant {
  organisation: Organisation;
  regionName: string;
  leader: Pick<User, 'id' | 'name' | 'email'>;
}

/** Organisations, each with a leader of its own; some regions have many and some few, as in life. */
export async function addEntrants(tx: EntityManager, count: number, dice: Dice, now: Date): Promise<Entrant[]> {
  const regions = await tx.find(Region, { order: { code: 'ASC' } });
  const entrants = Array.from({ length: count }, (_, index): Entrant => {
    const share = dice.between(0, 999) / 1000;
    const region = regions[Math.floor(share * share * regions.length)]!;
    const kind = dice.of(kinds);
    const organisation = {
      id: newId(),
      name: `Организация ${index + 1}, ${region.nameRu}`,
      kind,
      regionCode: region.code,
      inn: null,
      formerNames: [],
      likeId: null,
      mergedIntoId: null,
      mergedAt: null,
      createdAt: now,
      version: 1,
    };
    const leader = { id: newId(), name: `Лидеров Пётр ${index + 1}`, email: `leader-${index + 1}@laureat.test` };
    return { organisation, regionName: region.nameRu, leader };
  });
  for (let from = 0; from < count; from += batch) await write(tx, entrants.slice(from, from + batch), now);
  return entrants;
}

async function write(tx: EntityManager, entrants: readonly Entrant[], now: Date): Promise<void> {
  await insertRows(
    tx,
    Organisation,
    entrants.map(({ organisation }) => organisation),
  );
  await insertRows(
    tx,
    User,
    entrants.map(({ leader }) => ({ ...leader, createdAt: now })),
  );
  await insertRows(
    tx,
    Membership,
    entrants.map(({ organisation, leader }) => ({
      id: newId(),
      userId: leader.id,
      organisationId: organisation.id,
      createdAt: now,
    })),
  );
}
