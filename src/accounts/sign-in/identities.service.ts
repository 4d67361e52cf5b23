import { Inject, Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { isOfDemonstration } from '../../domain/accounts/demonstration.js';
import { initialOf } from '../../domain/kernel/cut.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { Clock } from '../../platform/clock.js';
import type { Config } from '../../platform/config.js';
import { Database } from '../../platform/database/database.js';
import type { Credentials, Identity, IdentityResolver } from '../../platform/http/request.js';
import { tokenHash } from '../../platform/ids.js';
import { CONFIG } from '../../platform/tokens.js';
import { findHolder, getStanding, type Holder } from '../grants/standing.queries.js';
import { ApiToken } from './api-token.entity.js';
import { Session } from './session.entity.js';
import { User } from '../users/user.entity.js';

const seenEveryMs = 60_000;

/** Finds out who sends a request, from the session's cookie or an API token. */
@Injectable()
export class IdentitiesService implements IdentityResolver {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async resolve({ sessionToken, bearerToken }: Credentials): Promise<Identity | null> {
    if (bearerToken) return this.ofToken(bearerToken);
    return sessionToken ? this.ofSession(sessionToken) : null;
  }

  private async ofSession(token: string): Promise<Identity | null> {
    const now = this.clock.now();
    const holder = await this.holderOf('session', token, now);
    if (!holder) return null;
    if (isLongAgo(holder.lastAt, now)) await this.db.reader.update(Session, { id: holder.id }, { seenAt: now });
    return identityOf(holder, holder.id);
  }

  private async ofToken(token: string): Promise<Identity | null> {
    const now = this.clock.now();
    const holder = await this.holderOf('api_token', token, now);
    if (!holder) return null;
    if (isLongAgo(holder.lastAt, now)) await this.db.reader.update(ApiToken, { id: holder.id }, { usedAt: now });
    return identityOf(holder, null);
  }

  /** In production nobody of the demonstration is known, whatever was opened while it was one. */
  private async holderOf(of: 'session' | 'api_token', token: string, now: Date): Promise<Holder | null> {
    const holder = await findHolder(this.db.reader, { of, hash: tokenHash(token), now });
    return holder && this.config.production && isOfDemonstration(holder.user.email) ? null : holder;
  }
}

const isLongAgo = (at: Date | null, now: Date): boolean => at === null || now.getTime() - at.getTime() > seenEveryMs;

function identityOf(
  { user, grants, organisationIds, collaborations, organisationName, sits, scopes }: Holder,
  sessionId: string | null,
): Identity {
  return {
    actor: {
      userId: user.id,
      name: user.name,
      grants,
      organisationIds,
      collaborations,
      sits,
      kind: 'person',
      tokenScopes: scopes,
    },
    email: user.email,
    initials: initialsOf(user.name),
    label: organisationName ?? user.email,
    locale: user.locale,
    timeZone: user.timeZone,
    sessionId,
  };
}

/** «АГ» for «Галимова Алия Рашитовна»: given name, then family name. */
export function initialsOf(name: string): string {
  const [family = '', given = ''] = name.trim().split(/\s+/);
  return `${initialOf(given)}${initialOf(family)}`.toUpperCase();
}

/** The actor of a person, as the operator's program and jobs act for one. */
export async function actorOfUser(db: Database, userId: string): Promise<Actor> {
  const user = await db.reader.findOneByOrFail(User, { id: In([userId]) });
  const { grants, organisationIds, collaborations, sits } = await getStanding(db.reader, userId);
  return {
    userId,
    name: user.name,
    grants,
    organisationIds,
    collaborations,
    sits,
    kind: 'person',
    tokenScopes: null,
  };
}
