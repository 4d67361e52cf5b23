import { IsNull, MoreThan, Not, type EntityManager } from 'typeorm';
import { record, type Deed } from '../../platform/database/save.js';
import { ApiToken } from './api-token.entity.js';
import { Session } from './session.entity.js';
import { SignInLink } from './sign-in-link.entity.js';

/** How much of what opened an account is closed by now. */
export interface Ended {
  sessions: number;
  tokens: number;
  links: number;
}

/** Ends everything by which a person is let in without the password: sessions but the one to keep, API tokens, links by mail. */
export async function endAccess(
  tx: EntityManager,
  { userId, keepSessionId = null }: { userId: string; keepSessionId?: string | null },
  deed: Omit<Deed, 'action'>,
): Promise<Ended> {
  const { now } = deed;
  const revoked = { revokedAt: now };
  const living = { userId, revokedAt: IsNull(), expiresAt: MoreThan(now) };
  const sessions = await tx.update(Session, { ...living, ...(keepSessionId && { id: Not(keepSessionId) }) }, revoked);
  const tokens = await tx.update(ApiToken, living, revoked);
  const links = await tx.update(SignInLink, { userId, usedAt: IsNull(), expiresAt: MoreThan(now) }, { usedAt: now });
  const [n, t, l] = [sessions, tokens, links].map(({ affected }) => affected ?? 0) as [number, number, number];
  const after = { sessions: n, tokens: t, links: l };
  await record(
    tx,
    { ...deed, action: 'end-access' },
    { subjectType: 'user_account', subjectId: userId, before: null, after },
  );
  return after;
}
