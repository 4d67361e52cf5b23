import { Injectable } from '@nestjs/common';
import { In, IsNull, type EntityManager } from 'typeorm';
import { findUserByEmail, plainEmail } from '../../accounts/users/users.queries.js';
import { RoleGrant } from '../../accounts/grants/role-grant.entity.js';
import { User } from '../../accounts/users/user.entity.js';
import { findEdition } from '../../cycles/editions/editions.queries.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { systemActor, type Actor, type Person } from '../../domain/kernel/actor.js';
import { mustRunJudging } from '../judging.policy.js';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { judgingRulesFrom } from '../../domain/cycles/judging-rules.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { mustGiveReason } from '../../domain/kernel/reason.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save, type Deed } from '../../platform/database/save.js';
import { newId, newToken, sha256, tokenHash } from '../../platform/ids.js';
import { LinkVault } from '../../platform/secrets/link-vault.js';
import { ExpertConsent } from './expert-consent.entity.js';
import { ExpertProfile } from './expert-profile.entity.js';
import { Expert } from './expert.entity.js';
import { findInvited, getExpert, listExperts, listExpertsOfUser, lockExpert } from './experts.queries.js';
import { missingConsents } from './consents.queries.js';

export interface InviteInput {
  email: string;
  name: string;
  locale?: 'ru' | 'en';
  regionCode?: string | null;
  organisationId?: string | null;
  employer?: string;
  capacity?: number;
  /** Alternates judge nothing until a place becomes free. */
  place?: 'main' | 'alternate';
}

export type ExpertAnswer =
  | { accept: true; consents: readonly string[] }
  | { accept: false; reason: string; suggestion?: { name: string; email: string; note: string } | null };

const linkDays = 30;
const dayMs = 24 * 3600_000;
/** So many days before the end of the term those who are silent are reminded, once. */
const remindDays = 3;

/** Experts of a cycle: invited in waves, accepting or declining, alternates who move up. */
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
      const [expert] = await this.inviteIn(tx, actor, cycleId, [input]);
      return expert!;
    });
  }

  /** Invites a wave: all of them or none. Who is in the cycle already is not invited again. */
  inviteMany(actor: Actor, cycleId: string, inputs: readonly InviteInput[]): Promise<Expert[]> {
    return this.db.transaction(async (tx) => {
      const known = new Set((await listExperts(tx, cycleId)).map(({ user }) => user.email));
      const fresh = inputs.filter(({ email }) => !known.has(plainEmail(email)));
      return this.inviteIn(tx, actor, cycleId, fresh);
    });
  }

  private async inviteIn(
    tx: EntityManager,
    actor: Actor,
    cycleId: string,
    inputs: readonly InviteInput[],
  ): Promise<Expert[]> {
    const now = this.clock.now();
    const { timeZone } = await getCycle(tx, cycleId);
    mustRunJudging(actor, cycleId);
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 5))', [cycleId]);
    const before = await tx.findBy(Expert, { cycleId });
    const wave = Math.max(0, ...before.map((expert) => expert.wave)) + 1;
    let rank = Math.max(0, ...before.map(({ alternateRank }) => alternateRank ?? 0));
    const { answerDays } = judgingRulesFrom((await findEdition(tx, cycleId))?.judgingRules);
    const experts: Expert[] = [];
    for (const input of inputs) {
      const user =
        (await findUserByEmail(tx, input.email)) ?? (await this.newUser(tx, actor, { ...input, timeZone }, now));
      const profile = await tx.findOneBy(ExpertProfile, { userId: user.id });
      const isAlternate = input.place === 'alternate';
      if (isAlternate) rank += 1;
      const token = newToken();
      const values = {
        id: newId(),
        cycleId,
        userId: user.id,
        state: 'invited' as const,
        place: input.place ?? ('main' as const),
        alternateRank: isAlternate ? rank : null,
        wave,
        regionCode: input.regionCode ?? profile?.regionCode ?? null,
        organisationId: input.organisationId ?? null,
        employer: input.employer ?? '',
        capacity: input.capacity ?? profile?.capacity ?? 30,
        tokenHash: tokenHash(token),
        invitedAt: now,
        answerBy: new Date(now.getTime() + answerDays * dayMs),
        remindedAt: null,
        answeredAt: null,
        declineReason: '',
        suggestion: null,
        conflictsDeclaredAt: null,
      };
      const deed = { actor, action: 'invite', now };
      const expert = await create(tx, Expert, values, deed, [{ type: 'expert.invited', expertId: values.id }]);
      await this.vault.keep(tx, expert.id, token, new Date(now.getTime() + linkDays * dayMs));
      experts.push(expert);
    }
    return experts;
  }

  /** Accepts by the link of the mail, which proves the mailbox; the role is granted with it. */
  async acceptByLink(token: string, consents: readonly string[]): Promise<Expert> {
    const { id, user } = await findInvited(this.db.reader, token);
    await this.answer(personActor(user), id, { accept: true, consents });
    return getExpert(this.db.reader, id);
  }

  async declineByLink(token: string, answer: Omit<ExpertAnswer & { accept: false }, 'accept'>): Promise<void> {
    const { id, user } = await findInvited(this.db.reader, token);
    await this.answer(personActor(user), id, { ...answer, accept: false });
  }

  /**
   * The invited person answers once. Accepting needs every text of the regulation signed, and grants the role of expert
   * in the cycle; declining needs a reason, and lets an alternate move up. Who was silent past the term may still accept.
   */
  answer(actor: Person, expertId: string, answer: ExpertAnswer): Promise<Expert> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const expert = await lockExpert(tx, expertId);
      if (expert.userId !== actor.userId) throw new Refusal({ code: 'not-found' });
      const action = answer.accept ? 'accept' : 'decline';
      const may = expert.state === 'invited' || (expert.state === 'lapsed' && answer.accept);
      if (!may) throw new Refusal({ code: 'action-not-allowed', action, state: expert.state });
      const deed = { actor, action, now };
      if (!answer.accept) {
        const changes = {
          state: 'declined' as const,
          answeredAt: now,
          declineReason: mustGiveReason(answer.reason),
          suggestion: answer.suggestion ?? null,
          tokenHash: null,
        };
        await save(tx, expert, { changes, events: [{ type: 'expert.declined', expertId }] }, deed);
        await moveUp(tx, expert, deed);
        return expert;
      }
      await sign(tx, expert, answer.consents, deed);
      await grantExpert(tx, expert, deed);
      const changes = { state: 'accepted' as const, answeredAt: now, tokenHash: null };
      return save(tx, expert, { changes, events: [{ type: 'expert.accepted', expertId }] }, deed);
    });
  }

  /** Signs what the regulation has asked for since. */
  consent(actor: Person, expertId: string, kinds: readonly string[]): Promise<void> {
    return this.db.transaction(async (tx) => {
      const expert = await lockExpert(tx, expertId);
      if (expert.userId !== actor.userId || expert.state !== 'accepted') throw new Refusal({ code: 'not-found' });
      await sign(tx, expert, kinds, { actor, action: 'consent', now: this.clock.now() });
    });
  }

  /** The nominations whose entries the expert may be given; none: all. What is assigned already stays. */
  setPanels(actor: Person, cycleId: string, expertId: string, nominationIds: readonly string[]): Promise<Expert> {
    return this.db.transaction(async (tx) => {
      const expert = await lockExpert(tx, expertId);
      if (expert.cycleId !== cycleId) throw new Refusal({ code: 'not-found' });
      mustRunJudging(actor, cycleId);
      const known = new Set((await tx.findBy(Nomination, { cycleId })).map(({ id }) => id));
      if (nominationIds.some((id) => !known.has(id)))
        throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/panels', rule: 'not-offered' }] });
      const changes = { panels: [...new Set(nominationIds)].sort() };
      return save(tx, expert, { changes, events: [] }, { actor, action: 'set-panels', now: this.clock.now() });
    });
  }

  /** Reminds those who have not answered, once; lets alternates move up where the term has passed in silence. */
  async followInvitations(): Promise<void> {
    const now = this.clock.now();
    const waiting: { id: string; lapsed: boolean }[] = await this.db.reader.query(
      `SELECT e.id, e.answer_by <= $1 AS lapsed FROM expert e JOIN cycle c ON c.id = e.cycle_id AND c.state = 'announced'
        WHERE e.state = 'invited' AND (e.answer_by <= $1 OR e.answer_by <= $2 AND e.reminded_at IS NULL) ORDER BY e.id`,
      [now, new Date(now.getTime() + remindDays * dayMs)],
    );
    for (const { id, lapsed } of waiting)
      await this.db.transaction(async (tx) => {
        const expert = await lockExpert(tx, id);
        if (expert.state !== 'invited') return;
        const deed = { actor: systemActor, action: lapsed ? 'lapse' : 'remind', now };
        if (!lapsed) {
          const events = [{ type: 'expert.reminded', expertId: id }];
          await save(tx, expert, { changes: { remindedAt: now }, events }, deed);
          return;
        }
        await save(tx, expert, { changes: { state: 'lapsed' as const }, events: [] }, deed);
        await moveUp(tx, expert, deed);
      });
  }

  async mine(userId: string): Promise<Expert[]> {
    return listExpertsOfUser(this.db.reader, userId);
  }

  private async newUser(
    tx: EntityManager,
    actor: Actor,
    input: InviteInput & { timeZone: string },
    now: Date,
  ): Promise<User> {
    const values = {
      email: plainEmail(input.email),
      name: input.name.trim(),
      passwordHash: null,
      locale: input.locale ?? ('ru' as const),
      timeZone: input.timeZone,
      createdAt: now,
      deactivatedAt: null,
    };
    return create(tx, User, values, { actor, action: 'invite', now });
  }
}

/** The role of an expert ends with the place in the jury. */
export async function revokeExpert(tx: EntityManager, { userId, cycleId }: Expert, deed: Deed): Promise<void> {
  const grants = await tx.findBy(RoleGrant, { userId, role: 'expert', cycleId, revokedAt: IsNull() });
  for (const grant of grants) await save(tx, grant, { changes: { revokedAt: deed.now }, events: [] }, deed);
}

/** The first of the alternates takes the place that became free: one who has accepted, else one who is still asked. */
export async function moveUp(tx: EntityManager, gone: Expert, deed: Deed): Promise<void> {
  if (gone.place !== 'main') return;
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 5))', [gone.cycleId]);
  const alternates = await tx.find(Expert, {
    where: { cycleId: gone.cycleId, place: 'alternate', state: In(['accepted', 'invited']) },
    order: { alternateRank: 'ASC' },
  });
  const next = alternates.find(({ state }) => state === 'accepted') ?? alternates[0];
  if (!next) return;
  const changes = { place: 'main' as const, alternateRank: null };
  const events = [{ type: 'expert.movedUp', expertId: next.id }];
  await save(tx, next, { changes, events }, { ...deed, action: 'move-up' });
}

/** Keeps which version of which text was signed. Refuses `consents-needed` while one is missing. */
async function sign(tx: EntityManager, expert: Expert, kinds: readonly string[], deed: Deed): Promise<void> {
  const missing = await missingConsents(tx, expert);
  for (const { kind, version, text } of missing.filter((each) => kinds.includes(each.kind))) {
    const values = { expertId: expert.id, kind, consentVersion: version, textHash: sha256(text), givenAt: deed.now };
    await create(tx, ExpertConsent, values, { ...deed, action: 'sign' });
  }
  const left = missing.filter(({ kind }) => !kinds.includes(kind)).map(({ kind }) => kind);
  if (left.length > 0) throw new Refusal({ code: 'consents-needed', expertId: expert.id, kinds: left });
}

async function grantExpert(tx: EntityManager, { userId, cycleId }: Expert, deed: Deed): Promise<void> {
  const held = await tx.findOneBy(RoleGrant, { userId, role: 'expert', cycleId, revokedAt: IsNull() });
  if (held) return;
  const scope = { cycleId, nominationId: null, regionCode: null };
  const values = { userId, role: 'expert' as const, ...scope, grantedById: null, grantedAt: deed.now, revokedAt: null };
  await create(tx, RoleGrant, values, deed);
}

function personActor(user: User): Person {
  return { ...systemActor, userId: user.id, name: user.name, kind: 'person' };
}
