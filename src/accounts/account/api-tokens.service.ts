import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save } from '../../platform/database/save.js';
import { Throttler } from '../../platform/http/throttling/throttle.js';
import { isId, newToken, tokenHash } from '../../platform/ids.js';
import { ApiToken } from '../sign-in/api-token.entity.js';

const dayMs = 24 * 3600_000;
export const tokenMaxDays = 365;
const made = { attempts: 20, windowSeconds: 3600 };

export interface NewToken {
  name: string;
  scopes: readonly string[];
  days: number;
}

/** Keys for programs: shown once, narrowed to scopes, for so many days. */
@Injectable()
export class ApiTokensService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly throttler: Throttler,
  ) {}

  list(userId: string): Promise<ApiToken[]> {
    return this.db.reader.find(ApiToken, {
      where: { userId, revokedAt: IsNull(), expiresAt: MoreThan(this.clock.now()) },
      order: { createdAt: 'DESC' },
    });
  }

  /** Makes a token for `userId` and returns it in clear: the only time that anybody sees it. Refuses `throttled`. */
  async create(actor: Actor, userId: string, { name, scopes, days }: NewToken): Promise<string> {
    await this.throttler.attempt(`api tokens of ${userId}`, made);
    const token = newToken();
    await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const values = {
        userId,
        name,
        tokenHash: tokenHash(token),
        scopes: [...scopes],
        createdAt: now,
        expiresAt: new Date(now.getTime() + days * dayMs),
        usedAt: null,
        revokedAt: null,
      };
      await create(tx, ApiToken, values, { actor, action: 'create', now });
    });
    return token;
  }

  /** Ends one of the actor's own tokens; someone else's does not exist for the actor. */
  async revoke(actor: Person, id: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const token = isId(id) ? await tx.findOneBy(ApiToken, { id, userId: actor.userId, revokedAt: IsNull() }) : null;
      if (!token) throw new Refusal({ code: 'not-found' });
      const now = this.clock.now();
      await save(tx, token, { changes: { revokedAt: now }, events: [] }, { actor, action: 'revoke', now });
    });
  }
}
