import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { answerJoin, mayAnswerJoin } from '../../domain/accounts/joining.js';
import { hasRole, type Actor, type Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save, type Deed } from '../../platform/database/save.js';
import { isId, newId } from '../../platform/ids.js';
import { join } from '../organisations/join.js';
import { Membership } from '../organisations/membership.entity.js';
import { listMembersOf } from '../organisations/organisations.queries.js';
import { MembershipRequest } from './membership-request.entity.js';

const dayMs = 24 * 3600_000;

/** A request with who may answer it, for the page of who waits. */
export interface OwnRequest {
  request: MembershipRequest;
  people: string[];
}

/** Asking to act for an organisation, and the answer. */
@Injectable()
export class JoiningService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The actor's own requests, the latest first. */
  async own(actor: Person): Promise<OwnRequest[]> {
    const em = this.db.reader;
    const requests = await em.find(MembershipRequest, {
      where: { userId: actor.userId },
      relations: { organisation: true },
      order: { askedAt: 'DESC' },
      take: 20,
    });
    return Promise.all(
      requests.map(async (request) => ({
        request,
        people: (await listMembersOf(em, request.organisationId)).map(({ name }) => name),
      })),
    );
  }

  /** Open requests that the actor may answer now. */
  async answerable(actor: Person): Promise<MembershipRequest[]> {
    const em = this.db.reader;
    const open = await em.find(MembershipRequest, {
      where: { state: 'open' },
      relations: { organisation: true, user: true },
      order: { dueAt: 'ASC', id: 'ASC' },
      take: 500,
    });
    const near = open.filter(
      ({ organisationId, cycleId }) =>
        actor.organisationIds.includes(organisationId) || hasRole(actor, ['admin', 'organizer'], { cycleId }),
    );
    const kept = await Promise.all(near.map(async (request) => (await this.mayAnswer(em, actor, request)) && request));
    return kept.filter((request): request is MembershipRequest => request !== false);
  }

  /** Lets the person in or says why not. What the actor may not answer does not exist for them. */
  async answer(actor: Person, id: string, answer: { approve: boolean; reason: string }): Promise<MembershipRequest> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const lock = { mode: 'pessimistic_write' as const };
      const request = isId(id) ? await tx.findOne(MembershipRequest, { where: { id }, lock }) : null;
      if (!request || !(await this.mayAnswer(tx, actor, request))) throw new Refusal({ code: 'not-found' });
      const changes = answerJoin(request, { ...answer, answeredById: actor.userId, now });
      const { userId, organisationId } = request;
      const deed = { actor, action: answer.approve ? 'approve' : 'refuse', now };
      if (answer.approve && !(await tx.existsBy(Membership, { userId, organisationId })))
        await join(tx, { userId, organisationId }, { ...deed, action: 'join' });
      return save(tx, request, { changes, events: [{ type: 'membership.answered', requestId: id }] }, deed);
    });
  }

  private async mayAnswer(em: EntityManager, actor: Actor, request: MembershipRequest): Promise<boolean> {
    const people = (await listMembersOf(em, request.organisationId)).length;
    return mayAnswerJoin(actor, request, { people, now: this.clock.now() });
  }
}

/** Asks on behalf of a person whose mailbox is proven; nothing where the person is in or has asked already. */
export async function askToJoin(
  tx: EntityManager,
  facts: { userId: string; organisationId: string; cycleId: string; joinDays: number },
  deed: Deed,
): Promise<void> {
  const { userId, organisationId, cycleId, joinDays } = facts;
  if (await tx.existsBy(Membership, { userId, organisationId })) return;
  if (await tx.existsBy(MembershipRequest, { userId, organisationId, state: 'open' })) return;
  const id = newId();
  const dueAt = new Date(deed.now.getTime() + joinDays * dayMs);
  const values = { id, userId, organisationId, cycleId, state: 'open' as const, askedAt: deed.now, dueAt };
  const rest = { answeredById: null, answeredAt: null, reason: '' };
  await create(tx, MembershipRequest, { ...values, ...rest }, deed, [{ type: 'membership.asked', requestId: id }]);
}
