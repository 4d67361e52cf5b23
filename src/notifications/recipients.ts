import type { EntityManager } from 'typeorm';
import { listHolders } from '../accounts/grants/grants.queries.js';
import { listMembersOf } from '../accounts/organisations/organisations.queries.js';
import { User } from '../accounts/users/user.entity.js';
import type { Facts, Recipient } from './news.js';

export function toRecipient({ id, email, name, locale, timeZone }: PersonRow, facts: Facts): Recipient {
  return { userId: id, email, name, locale, timeZone, facts };
}

/** Everybody who acts for the organisation. */
export async function entrants(em: EntityManager, organisationId: string, facts: Facts): Promise<Recipient[]> {
  return (await listMembersOf(em, organisationId)).map((user) => toRecipient(user, facts));
}

/** Those who run the cycle. */
export async function organizers(em: EntityManager, cycleId: string, facts: Facts): Promise<Recipient[]> {
  return (await listHolders(em, ['organizer', 'secretary', 'chair'], cycleId)).map((user) => toRecipient(user, facts));
}

/** Those of them who may meet the entry that the letter is about. */
export async function organizersOf(
  em: EntityManager,
  { cycleId, submissionId }: { cycleId: string; submissionId: string },
  facts: Facts,
): Promise<Recipient[]> {
  const everybody = await organizers(em, cycleId, facts);
  const kept: { id: string }[] = await em.query(
    'SELECT u.id FROM unnest($1::uuid[]) AS u(id) WHERE is_staff_conflicted(u.id, $2)',
    [everybody.map(({ userId }) => userId), submissionId],
  );
  const apart = new Set(kept.map(({ id }) => id));
  return everybody.filter(({ userId }) => !apart.has(userId!));
}

/** Rows that carry a user beside their own columns, one row per person. */
export type PersonRow = Pick<User, 'id' | 'email' | 'name' | 'locale' | 'timeZone'>;

/** The columns of {@link PersonRow} of `user_account u`, for hand-written queries. */
export const personColumns = 'u.id, u.email, u.name, u.locale, u.time_zone AS "timeZone"';
