import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { findUserByEmail, plainEmail } from '../accounts/accounts.queries.js';
import { RoleGrant } from '../accounts/role-grant.entity.js';
import { User } from '../accounts/user.entity.js';
import { getCycle } from '../cycles/cycles.queries.js';
import { mustHaveRole, systemActor, type Actor } from '../domain/actor.js';
import { Refusal } from '../domain/refusal.js';
import { mustGiveReason } from '../domain/submission.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { create, save } from '../platform/database/save.js';
import { newId, newToken, tokenHash } from '../platform/ids.js';
import { LinkVault } from '../platform/link-vault.js';
import { Assignment } from './assignment.entity.js';
import { Conflict } from './conflict.entity.js';
import { Expert } from './expert.entity.js';
import { getExpert, listAdmitted, listExpertsOfUser } from './judging.queries.js';

export interface InviteInput {
  email: string;
  name: string;
  locale?: 'ru' | 'en';
  regionCode?: string | null;
  organisationId?: string | null;
  employer?: string;
  capacity?: number;
}

const linkDays = 30;

/** Experts of a cycle: invited, accepting or declining, declaring conflicts of interest. */
@Injectable()
export class ExpertsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly vault: LinkVault,
  ) {}

  /** Invites a person to judge; a person without an account gets one that only the link in the mail opens. */
  invite(actor: Actor, cycleId: string, input: InviteInput): Promise<Expert> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      await getCycle(tx, cycleId);
      mustHaveRole(actor, ['organizer', 'secretary'], { cycleId });
      const user = (await findUserByEmail(tx, input.email)) ?? (await this.newUser(tx, actor, input, now));
      const token = newToken();
      const values = {
        id: newId(),
        cycleId,
        userId: user.id,
        state: 'invited' as const,
        regionCode: input.regionCode ?? null,
        organisationId: input.organisationId ?? null,
        employer: input.employer ?? '',
        capacity: input.capacity ?? 30,
        tokenHash: tokenHash(token),
        invitedAt: now,
        answeredAt: null,
        declineReason: '',
        conflictsDeclaredAt: null,
      };
      const deed = { actor, action: 'invite', now };
      const expert = await create(tx, Expert, values, deed, [{ type: 'expert.invited', expertId: values.id }]);
      await this.vault.keep(tx, expert.id, token, new Date(now.getTime() + linkDays * 24 * 3600_000));
      return expert;
    });
  }

  /** What the page of an invitation shows. Refuses an unknown or answered link with `link-expired`. */
  async lookAtInvitation(token: string): Promise<Expert> {
    const expert = await this.db.reader.findOne(Expert, {
      where: { tokenHash: tokenHash(token), state: 'invited' },
      relations: { user: true, cycle: true },
    });
    if (!expert) throw new Refusal({ code: 'link-expired' });
    return expert;
  }

  /** Accepts by the link of the mail, which proves the mailbox; the role is granted with it. */
  async acceptByLink(token: string): Promise<Expert> {
    const { id, user } = await this.lookAtInvitation(token);
    await this.answer(personActor(user), id, { accept: true });
    return this.db.transaction((tx) => getExpert(tx, id));
  }

  async declineByLink(token: string, reason: string): Promise<void> {
    const { id, user } = await this.lookAtInvitation(token);
    await this.answer(personActor(user), id, { accept: false, reason });
  }

  /** The invited person answers once; declining needs a reason, accepting grants the role of expert in the cycle. */
  answer(
    actor: Actor & { userId: string },
    expertId: string,
    answer: { accept: true } | { accept: false; reason: string },
  ): Promise<Expert> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const expert = await lockExpert(tx, expertId);
      if (expert.userId !== actor.userId) throw new Refusal({ code: 'not-found' });
      const action = answer.accept ? 'accept' : 'decline';
      if (expert.state !== 'invited') throw new Refusal({ code: 'action-not-allowed', action, state: expert.state });
      const deed = { actor, action, now };
      if (!answer.accept) {
        const changes = {
          state: 'declined' as const,
          answeredAt: now,
          declineReason: mustGiveReason(answer.reason),
          tokenHash: null,
        };
        return save(tx, expert, { changes, events: [{ type: 'expert.declined', expertId }] }, deed);
      }
      const { cycleId, userId } = expert;
      const held = await tx.findOneBy(RoleGrant, { userId, role: 'expert', cycleId });
      if (!held || held.revokedAt)
        await create(
          tx,
          RoleGrant,
          {
            userId,
            role: 'expert',
            cycleId,
            nominationId: null,
            regionCode: null,
            grantedById: null,
            grantedAt: now,
            revokedAt: null,
          },
          deed,
        );
      const changes = { state: 'accepted' as const, answeredAt: now, tokenHash: null };
      return save(tx, expert, { changes, events: [{ type: 'expert.accepted', expertId }] }, deed);
    });
  }

  /**
   * The expert names the entries that are a conflict of interest, from titles and organisations alone, before anything
   * opens. Naming none is a declaration too.
   */
  declareConflicts(
    actor: Actor & { userId: string },
    expertId: string,
    declared: { submissionIds: string[]; reason: string },
  ): Promise<Expert> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const expert = await lockExpert(tx, expertId);
      if (expert.userId !== actor.userId) throw new Refusal({ code: 'not-found' });
      if (expert.state !== 'accepted')
        throw new Refusal({ code: 'action-not-allowed', action: 'declare', state: expert.state });
      const admitted = new Set((await listAdmitted(tx, expert.cycleId)).map(({ id }) => id));
      for (const submissionId of declared.submissionIds) {
        if (!admitted.has(submissionId)) throw new Refusal({ code: 'not-found' });
        await addConflict(tx, { actor, expert, submissionId, source: 'declared', reason: declared.reason, now });
      }
      return save(tx, expert, { changes: { conflictsDeclaredAt: now }, events: [] }, { actor, action: 'declare', now });
    });
  }

  async mine(userId: string): Promise<Expert[]> {
    return listExpertsOfUser(this.db.reader, userId);
  }

  private async newUser(tx: EntityManager, actor: Actor, input: InviteInput, now: Date): Promise<User> {
    const values = {
      email: plainEmail(input.email),
      name: input.name.trim(),
      passwordHash: null,
      locale: input.locale ?? ('ru' as const),
      timeZone: 'Europe/Moscow',
      createdAt: now,
      deactivatedAt: null,
    };
    return create(tx, User, values, { actor, action: 'invite', now });
  }
}

interface NewConflict {
  actor: Actor;
  expert: Expert;
  submissionId: string;
  source: Conflict['source'];
  reason: string;
  now: Date;
}

/** Ends an active assignment of the pair first, because SQL refuses a conflict of an assigned pair. */
export async function addConflict(
  tx: EntityManager,
  { actor, expert, submissionId, source, reason, now }: NewConflict,
): Promise<void> {
  const known = await tx.existsBy(Conflict, { expertId: expert.id, submissionId, source });
  if (known) return;
  const assigned = await tx.findOneBy(Assignment, { expertId: expert.id, submissionId, state: 'active' });
  if (assigned) {
    const changes = { state: 'recused' as const, reason: reason.trim() || source, endedAt: now };
    const events = [{ type: 'assignment.recused', assignmentId: assigned.id, expertId: expert.id }];
    await save(tx, assigned, { changes, events }, { actor, action: 'recuse', now });
  }
  const values = {
    expertId: expert.id,
    submissionId,
    source,
    reason: reason.trim(),
    createdAt: now,
    declaredById: actor.userId,
  };
  await create(tx, Conflict, values, { actor, action: 'declare-conflict', now });
}

async function lockExpert(tx: EntityManager, id: string): Promise<Expert> {
  const expert = await tx.findOne(Expert, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!expert) throw new Refusal({ code: 'not-found' });
  return expert;
}

function personActor(user: User): Actor & { userId: string } {
  return { ...systemActor, userId: user.id, name: user.name, kind: 'person' };
}
