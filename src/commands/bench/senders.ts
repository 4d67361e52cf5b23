import type { EntityManager } from 'typeorm';
import { Membership } from '../../accounts/organisations/membership.entity.js';
import { newId } from '../../platform/ids.js';
import { addToken, addUser } from '../demo/people.js';
import { insertRows } from './insert-rows.js';
import type { Entrant } from './organisations.js';

const each = 20;
const password = 'laureat-demo';

/** People who send entries while it is measured, each for some organisations, by a key for programs or signed in. */
export async function addSenders(tx: EntityManager, entrants: readonly Entrant[], count: number, now: Date) {
  const senders = [];
  for (let index = 0; index < count; index += 1) {
    const person = { email: `sender-${index + 1}@laureat.test`, name: `Отправитель ${index + 1}`, password };
    const user = await addUser(tx, person, now);
    const organisationIds = entrants.slice(index * each, (index + 1) * each).map(({ organisation }) => organisation.id);
    const memberships = organisationIds.map((organisationId) => ({ id: newId(), userId: user.id, organisationId }));
    await insertRows(
      tx,
      Membership,
      memberships.map((row) => ({ ...row, createdAt: now })),
    );
    const token = await addToken(tx, user, ['submissions:read', 'submissions:write'], now);
    senders.push({ email: person.email, password, token, organisationIds });
  }
  return senders;
}
