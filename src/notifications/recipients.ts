import type { EntityManager } from 'typeorm';
import { listHolders } from '../accounts/grants/grants.queries.js';
import { User } from '../accounts/users/user.entity.js';
import type { Facts, Recipient } from './news.js';

export function toRecipient({ id, email, name, locale, timeZone }: PersonRow, facts: Facts): Recipient {
  return { userId: id, email, name, locale, timeZone, facts };
}

/** Everybody who acts for an entry: the people of its organisation, and who works on it with the right to submit. Given is the alias of its row. */
export const actingFor = (entry: string): string =>
  `(SELECT m.user_id FROM membership m WHERE m.organisation_id = ${entry}.organisation_id
     UNION SELECT c.user_id FROM submission_collaborator c WHERE c.submission_id = ${entry}.id AND c.removed_at IS NULL
        AND (c."right" = 'submit' OR c.user_id = ${entry}.responsible_id))`;

export async function entrants(em: EntityManager, submissionId: string, facts: Facts): Promise<Recipient[]> {
  const rows = await em.query<PersonRow[]>(
    `SELECT ${personColumns} FROM submission s JOIN user_account u ON u.id IN ${actingFor('s')}
      WHERE s.id = $1 AND u.deactivated_at IS NULL ORDER BY u.email`,
    [submissionId],
  );
  return rows.map((user) => toRecipient(user, facts));
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
