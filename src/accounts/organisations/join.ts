import type { EntityManager } from 'typeorm';
import { create, type Deed } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { Membership } from './membership.entity.js';

/** Lets a person act for an organisation; the others who act for it are told by letter. */
export function join(
  tx: EntityManager,
  { userId, organisationId }: { userId: string; organisationId: string },
  deed: Deed,
): Promise<Membership> {
  const id = newId();
  const events = [{ type: 'membership.begun', membershipId: id }];
  return create(tx, Membership, { id, userId, organisationId, createdAt: deed.now }, deed, events);
}
