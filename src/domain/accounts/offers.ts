import { hasRole, roles, type Actor, type Role } from '../kernel/actor.js';

/** What is offered: a role within a scope, or that the person acts for an organisation. */
export interface Offer {
  role: Role;
  cycleId: string | null;
  nominationId: string | null;
  regionCode: string | null;
  organisationId: string | null;
}

/** What an organizer may offer in the own cycle: nothing that signs or runs it, so that nobody makes the second signature. */
const offeredByOrganizers: readonly Role[] = ['coordinator', 'expert', 'member', 'secretary', 'auditor'];

/**
 * Nobody gives more than they hold. An administrator offers every role; an organizer helpers, within the cycle, the
 * nomination and the region of the own role. That somebody acts for an organisation is offered by its own people or by an
 * administrator: who runs a contest is no side in it.
 */
export function mayOffer(actor: Actor, { role, organisationId, ...scope }: Offer): boolean {
  if (hasRole(actor, ['admin'])) return true;
  if (organisationId !== null) return actor.organisationIds.includes(organisationId);
  return scope.cycleId !== null && offeredByOrganizers.includes(role) && hasRole(actor, ['organizer'], scope);
}

/** Among what somebody who offers roles chooses; null where everything may be chosen. */
export interface Offerable {
  roles: readonly Role[];
  cycleIds: readonly string[] | null;
  regionCodes: readonly string[] | null;
}

/** What {@link mayOffer} allows for a whole contest or a region of it; nobody who organizes a nomination alone offers that. */
export function offerable(actor: Actor): Offerable {
  if (hasRole(actor, ['admin'])) return { roles, cycleIds: null, regionCodes: null };
  const wide = actor.grants.filter(({ role, nominationId }) => role === 'organizer' && nominationId === null);
  const [cycleIds, regionCodes] = [wide.map(({ cycleId }) => cycleId), wide.map(({ regionCode }) => regionCode)];
  return {
    roles: wide.length ? offeredByOrganizers : [],
    cycleIds: cycleIds.includes(null) ? null : [...new Set(cycleIds as string[])],
    regionCodes: regionCodes.includes(null) ? null : [...new Set(regionCodes as string[])],
  };
}

/** Whether a role opens entries by its scope alone; an expert meets only what is assigned, an administrator none. */
export const meetsEntries = (role: Role): boolean => role !== 'expert' && role !== 'admin';
