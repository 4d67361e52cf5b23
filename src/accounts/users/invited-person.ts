import type { EntityManager } from 'typeorm';
import { homeZone } from '../../domain/kernel/local-day.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { create } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { findUserByEmail } from './users.queries.js';
import { User } from './user.entity.js';

/** Whom a link invites. */
export interface Invited {
  email: string;
  name: string;
  locale: 'ru' | 'en';
}

/** The account of an invited address; there is one from now on, with the password, where there was none. Refuses `link-expired` for a closed one. */
export async function accountOfInvited(
  tx: EntityManager,
  { email, name, locale }: Invited,
  { passwordHash, now }: { passwordHash: string | null; now: Date },
): Promise<User> {
  const known = await findUserByEmail(tx, email);
  if (known?.deactivatedAt) throw new Refusal({ code: 'link-expired' });
  if (known) return known;
  const values = { email, name, passwordHash, locale, timeZone: homeZone, createdAt: now, deactivatedAt: null };
  const deed = { actor: personAs({ id: null, name }), action: 'register', now };
  return create(tx, User, { ...values, id: newId() }, deed);
}

/** Who answers a link, before or beside any session. */
export function personAs({ id, name }: { id: string | null; name: string }): Actor {
  return { userId: id, name, grants: [], organisationIds: [], kind: 'person', tokenScopes: null };
}
