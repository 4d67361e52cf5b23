import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { carryOut, declineErasure, withdrawErasure } from '../../domain/accounts/erasure.js';
import { mustHaveRole, type Actor, type Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, record, save } from '../../platform/database/save.js';
import { isId } from '../../platform/ids.js';
import { endAccess } from '../sign-in/end-access.js';
import { getUser } from '../users/users.queries.js';
import { countKept, type Kept } from './erasure.queries.js';
import { ErasureRequest } from './erasure-request.entity.js';

/** Asking for erasure, and the answer. */
@Injectable()
export class ErasureService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** What is kept about the person by kind, and what they asked for last. */
  async own({ userId }: Person): Promise<{ kept: Kept; last: ErasureRequest | null }> {
    const em = this.db.reader;
    const [kept, last] = await Promise.all([
      countKept(em, userId),
      em.findOne(ErasureRequest, { where: { userId }, order: { askedAt: 'DESC' } }),
    ]);
    return { kept, last };
  }

  /** Asked again while it is open, it is the same request. */
  ask(actor: Person, note: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const { userId } = actor;
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 13))', [userId]);
      if (await tx.existsBy(ErasureRequest, { userId, state: 'open' })) return;
      const { email } = await getUser(tx, userId);
      const rest = { state: 'open' as const, decidedById: null, decidedAt: null, ground: '' };
      await create(
        tx,
        ErasureRequest,
        { userId, email, note, askedAt: now, ...rest },
        { actor, action: 'ask-erasure', now },
      );
    });
  }

  withdraw(actor: Person): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const { userId } = actor;
      const lock = { mode: 'pessimistic_write' as const };
      const open = await tx.findOne(ErasureRequest, { where: { userId, state: 'open' }, lock });
      if (!open) throw new Refusal({ code: 'not-found' });
      await save(tx, open, { changes: withdrawErasure(open, now), events: [] }, { actor, action: 'withdraw', now });
    });
  }

  /** For administrators, what waits first. */
  async list(actor: Actor): Promise<ErasureRequest[]> {
    mustHaveRole(actor, ['admin']);
    return this.db.reader
      .createQueryBuilder(ErasureRequest, 'e')
      .innerJoinAndSelect('e.user', 'u')
      .orderBy(`e.state <> 'open'`)
      .addOrderBy('e.askedAt', 'ASC')
      .limit(200)
      .getMany();
  }

  async one(actor: Actor, id: string): Promise<{ request: ErasureRequest; kept: Kept; duties: number }> {
    mustHaveRole(actor, ['admin']);
    const em = this.db.reader;
    const request = isId(id) ? await em.findOne(ErasureRequest, { where: { id }, relations: { user: true } }) : null;
    if (!request) throw new Refusal({ code: 'not-found' });
    const [kept, duties] = await Promise.all([countKept(em, request.userId), countDuties(em, request.userId)]);
    return { request, kept, duties };
  }

  /**
   * Rules §23. Takes the name, the mailbox and whatever is nobody else's from the person's account and ends all that opens it; what the
   * contest must be able to prove keeps its facts. Refuses what `carryOut` refuses.
   */
  carryOut(actor: Person, id: string): Promise<void> {
    mustHaveRole(actor, ['admin']);
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const request = await lockRequest(tx, id);
      const { userId } = request;
      await tx.query('SELECT 1 FROM user_account WHERE id = $1 FOR UPDATE', [userId]);
      const duties = await countDuties(tx, userId);
      const changes = carryOut(request, { decidedById: actor.userId, duties, now });
      await endAccess(tx, { userId }, { actor, now });
      const [gone] = await tx.query<{ erased: Record<string, number> }[]>('SELECT erase_person($1, $2) AS erased', [
        userId,
        now,
      ]);
      const events = [{ type: 'erasure.decided', requestId: id }];
      await save(tx, request, { changes: { ...changes, note: '' }, events }, { actor, action: 'carry-out', now });
      const what = { subjectType: 'user_account', subjectId: userId, before: null, after: gone!.erased };
      await record(tx, { actor, action: 'erase', now }, what);
    });
  }

  decline(actor: Person, id: string, ground: string): Promise<void> {
    mustHaveRole(actor, ['admin']);
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const request = await lockRequest(tx, id);
      const changes = declineErasure(request, { ground, decidedById: actor.userId, now });
      const events = [{ type: 'erasure.decided', requestId: id }];
      await save(tx, request, { changes, events }, { actor, action: 'decline', now });
    });
  }
}

async function lockRequest(tx: EntityManager, id: string): Promise<ErasureRequest> {
  const lock = { mode: 'pessimistic_write' as const };
  const request = isId(id) ? await tx.findOne(ErasureRequest, { where: { id }, lock }) : null;
  if (!request) throw new Refusal({ code: 'not-found' });
  return request;
}

/** Roles in force by which somebody runs, judges or decides; those of a coordinator end with the account. */
async function countDuties(em: EntityManager, userId: string): Promise<number> {
  const [row] = await em.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM role_grant WHERE user_id = $1 AND revoked_at IS NULL AND role <> 'coordinator'`,
    [userId],
  );
  return row!.count;
}
