import type { EntityManager } from 'typeorm';
import { Membership } from '../../accounts/organisations/membership.entity.js';
import { newId } from '../../platform/ids.js';
import { giveConsents } from '../../cycles/consents/account-consents.queries.js';
import { getSetup } from '../../cycles/setup/cycle-setup.js';
import { entryRulesFrom } from '../../domain/cycles/entry-rules.js';
import { systemActor } from '../../domain/kernel/actor.js';
import { neededConsents } from '../../domain/submissions/consents.js';
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
    senders.push({ userId: user.id, email: person.email, password, token, organisationIds });
  }
  return senders;
}

/** They have agreed to what the contest asks of those who write. */
export async function letSendersAgree(
  tx: EntityManager,
  senders: readonly { userId: string }[],
  cycleId: string,
  now: Date,
): Promise<void> {
  const setup = await getSetup(tx, cycleId);
  const given = neededConsents(entryRulesFrom(setup.rules?.entryRules).consents, []);
  for (const { userId } of senders) await giveConsents(tx, { userId, setup, given }, { actor: systemActor, now });
}
