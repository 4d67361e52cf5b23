import type { EntityManager } from 'typeorm';
import { mayOffer, meetsEntries, type Offer } from '../../domain/accounts/offers.js';
import { hasRole, type Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { FieldProblem } from '../../domain/kernel/refusal-detail.js';
import { getStanding } from '../grants/standing.queries.js';
import { isKeptFromSome } from '../grants/scopes.queries.js';
import { getUser } from '../users/users.queries.js';
import type { RoleInvitation } from './role-invitation.entity.js';

/** What is wrong with an offer in itself, whoever makes it. */
export function offerProblems({ role, cycleId, nominationId, regionCode, organisationId }: Offer): FieldProblem[] {
  const narrowed = cycleId !== null || nominationId !== null || regionCode !== null;
  return [
    ...(organisationId !== null && role !== 'member' ? [{ pointer: '/role', rule: 'not-offered' }] : []),
    ...(organisationId !== null && narrowed ? [{ pointer: '/organisationId', rule: 'not-offered' }] : []),
    ...(role === 'coordinator' && !regionCode ? [{ pointer: '/regionCode', rule: 'required' }] : []),
  ];
}

/**
 * Refuses with `forbidden` whoever may not make the offer, and with `conflict-of-interest` who must not meet an entry that it
 * would open: else a second mailbox would meet it in the giver's place.
 */
export async function mustOffer(em: EntityManager, actor: Actor, offer: Offer): Promise<void> {
  if (!mayOffer(actor, offer)) throw new Refusal({ code: 'forbidden' });
  if (actor.userId === null || offer.organisationId !== null || !meetsEntries(offer.role)) return;
  if (await isKeptFromSome(em, actor.userId, offer))
    throw new Refusal({ code: 'conflict-of-interest', source: 'declared' });
}

/** An offer is worth what its giver may still give when it is accepted. Refuses with `link-expired`. */
export async function mustStillBeOffered(tx: EntityManager, invitation: RoleInvitation): Promise<void> {
  const { invitedById: userId } = invitation;
  if (userId === null) return;
  const giver = await getUser(tx, userId);
  if (giver.deactivatedAt) throw new Refusal({ code: 'link-expired' });
  const { grants, organisationIds } = await getStanding(tx, userId);
  const actor: Actor = { userId, name: giver.name, grants, organisationIds, kind: 'person', tokenScopes: null };
  try {
    await mustOffer(tx, actor, invitation);
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal({ code: 'link-expired' });
    throw error;
  }
}

/** The page where roles are offered is for administrators and organizers. Refuses others with `forbidden`. */
export function mustOfferRoles(actor: Actor): void {
  if (!actor.grants.some(({ role }) => role === 'admin' || role === 'organizer'))
    throw new Refusal({ code: 'forbidden' });
}

/** Offers that somebody may see and take back: all, those within the own role of organizer, those of the own organisations. */
export function offeredBy(actor: Actor): [string, Record<string, unknown>] {
  if (hasRole(actor, ['admin'])) return ['TRUE', {}];
  const organized = actor.grants.filter(({ role }) => role === 'organizer');
  if (organized.length === 0 && actor.organisationIds.length === 0) throw new Refusal({ code: 'forbidden' });
  const values: Record<string, unknown> = { organisations: [...actor.organisationIds] };
  const within = organized.map(({ cycleId, nominationId, regionCode }, index) => {
    Object.assign(values, {
      [`cycle${index}`]: cycleId,
      [`nomination${index}`]: nominationId,
      [`region${index}`]: regionCode,
    });
    return `(i.organisation_id IS NULL AND i.cycle_id IS NOT NULL
      AND (:cycle${index}::uuid IS NULL OR i.cycle_id = :cycle${index})
      AND (:nomination${index}::uuid IS NULL OR i.nomination_id = :nomination${index})
      AND (:region${index}::text IS NULL OR i.region_code = :region${index}))`;
  });
  return [`(${['i.organisation_id = ANY(:organisations::uuid[])', ...within].join(' OR ')})`, values];
}
