import { Injectable } from '@nestjs/common';
import { In, IsNull, MoreThan } from 'typeorm';
import type { Actor } from '../domain/actor.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import type { Credentials, Identity, IdentityResolver } from '../platform/http/request.js';
import { tokenHash } from '../platform/ids.js';
import { getStanding } from './accounts.queries.js';
import { ApiToken } from './api-token.entity.js';
import { Session } from './session.entity.js';
import { User } from './user.entity.js';

const seenEveryMs = 60_000;

/** Finds out who sends a request, from the session's cookie or an API token. */
@Injectable()
export class IdentitiesService implements IdentityResolver {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async resolve({ sessionToken, bearerToken }: Credentials): Promise<Identity | null> {
    if (bearerToken) return this.ofToken(bearerToken);
    return sessionToken ? this.ofSession(sessionToken) : null;
  }

  private async ofSession(token: string): Promise<Identity | null> {
    const now = this.clock.now();
    // Every request asks this: a builder reads row and person at once, `findOne` would ask twice.
    const session = await this.db.reader
      .createQueryBuilder(Session, 's')
      .innerJoinAndSelect('s.user', 'u')
      .where({ tokenHash: tokenHash(token), revokedAt: IsNull(), expiresAt: MoreThan(now) })
      .getOne();
    if (!session || session.user.deactivatedAt) return null;
    if (now.getTime() - session.seenAt.getTime() > seenEveryMs)
      await this.db.reader.update(Session, { id: session.id }, { seenAt: now });
    return this.identityOf(session.user, session.id, null);
  }

  private async ofToken(token: string): Promise<Identity | null> {
    const now = this.clock.now();
    const row = await this.db.reader.findOne(ApiToken, {
      where: { tokenHash: tokenHash(token), revokedAt: IsNull(), expiresAt: MoreThan(now) },
      relations: { user: true },
    });
    if (!row || row.user.deactivatedAt) return null;
    if (!row.usedAt || now.getTime() - row.usedAt.getTime() > seenEveryMs)
      await this.db.reader.update(ApiToken, { id: row.id }, { usedAt: now });
    return this.identityOf(row.user, null, row.scopes);
  }

  private async identityOf(user: User, sessionId: string | null, tokenScopes: string[] | null): Promise<Identity> {
    const { grants, organisations, sits } = await getStanding(this.db.reader, user.id);
    const actor: Actor = {
      userId: user.id,
      name: user.name,
      grants,
      organisationIds: organisations.map(({ id }) => id),
      sits,
      kind: 'person',
      tokenScopes,
    };
    return {
      actor,
      email: user.email,
      initials: initialsOf(user.name),
      label: organisations[0]?.name ?? user.email,
      locale: user.locale,
      timeZone: user.timeZone,
      sessionId,
    };
  }
}

/** «АГ» for «Галимова Алия Рашитовна»: given name, then family name. */
export function initialsOf(name: string): string {
  const [family = '', given = ''] = name.trim().split(/\s+/);
  return `${given.charAt(0)}${family.charAt(0)}`.toUpperCase();
}

/** The actor of a person, as the operator's program and jobs act for one. */
export async function actorOfUser(db: Database, userId: string): Promise<Actor> {
  const user = await db.reader.findOneByOrFail(User, { id: In([userId]) });
  const { grants, organisations, sits } = await getStanding(db.reader, userId);
  return {
    userId,
    name: user.name,
    grants,
    organisationIds: organisations.map(({ id }) => id),
    sits,
    kind: 'person',
    tokenScopes: null,
  };
}
