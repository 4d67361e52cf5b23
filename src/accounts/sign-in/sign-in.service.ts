import { Inject, Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { isOfDemonstration } from '../../domain/accounts/demonstration.js';
import { systemActor, type Actor, type Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import type { Config } from '../../platform/config.js';
import { Database } from '../../platform/database/database.js';
import { record, save, tell } from '../../platform/database/save.js';
import type { Sender } from '../../platform/http/request.js';
import { markOf } from '../../platform/http/session-cookie.js';
import { newId, newToken, tokenHash } from '../../platform/ids.js';
import { LinkVault } from '../../platform/secrets/link-vault.js';
import { CONFIG } from '../../platform/tokens.js';
import { findUserByEmail, plainEmail } from '../users/users.queries.js';
import { endAccess, type Ended } from './end-access.js';
import { hashPassword, isPassword, mustBeGoodPassword } from './passwords.js';
import { Session } from './session.entity.js';
import { linkMinutes, SignInLimits } from './sign-in-limits.js';
import { SignInLink } from './sign-in-link.entity.js';
import { User } from '../users/user.entity.js';

export interface OpenedSession {
  token: string;
  expiresAt: Date;
  /** By which the device knows the person again. */
  mark: string;
}

const sessionDays = 14;

/** Signing in by password or by one-time link, and sessions. Answers never tell whether an address has an account. */
@Injectable()
export class SignInService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly limits: SignInLimits,
    private readonly vault: LinkVault,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Refuses with `credentials-wrong` alike for an unknown address and a wrong password, `throttled` after many tries. */
  async byPassword(input: { email: string; password: string }, sender: Sender): Promise<OpenedSession> {
    const succeed = await this.limits.countPassword(plainEmail(input.email), sender);
    const user = await findUserByEmail(this.db.reader, input.email);
    const right = await isPassword(user?.passwordHash ?? null, input.password);
    if (!user || !right) throw new Refusal({ code: 'credentials-wrong' });
    const session = await this.open(user, sender, 'password');
    await succeed();
    return session;
  }

  /**
   * Sends a one-time link when the address has an account; the answer is the same when it has not, and so is the work: what is
   * written then leads nowhere.
   */
  async sendLink(address: string, sender: Sender): Promise<void> {
    const email = plainEmail(address);
    if (!(await this.limits.countLink(email, sender))) return;
    const token = newToken();
    await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const user = await findUserByEmail(tx, email);
      const link = {
        id: newId(),
        userId: user?.id ?? newId(),
        tokenHash: tokenHash(token),
        createdAt: now,
        expiresAt: new Date(now.getTime() + linkMinutes * 60_000),
        usedAt: null,
      };
      if (user && this.mayEnter(user)) await tx.insert(SignInLink, link);
      await this.vault.keep(tx, link.id, token, link.expiresAt);
      await tell(tx, [{ type: 'user.link-asked', linkId: link.id, userId: link.userId }], now);
    });
  }

  /** What the page of a link shows; refuses with `link-expired` when it is used, old or unknown. */
  async lookAtLink(token: string): Promise<{ email: string }> {
    const link = await this.findLink(token);
    const user = await this.db.reader.findOneByOrFail(User, { id: link.userId });
    return { email: user.email };
  }

  /** Pressing the button of a link signs in, once: two presses at a time open one session. */
  async byLink(token: string, sender: Sender): Promise<OpenedSession> {
    const link = await this.findLink(token);
    const user = await this.db.reader.findOneByOrFail(User, { id: link.userId });
    const used = await this.db.reader.update(
      SignInLink,
      { id: link.id, usedAt: IsNull() },
      { usedAt: this.clock.now() },
    );
    if (used.affected !== 1) throw new Refusal({ code: 'link-expired' });
    return this.open(user, sender, 'link');
  }

  /**
   * Opens a session for a person whose identity is established (after accepting an invitation, in tests). Refuses with
   * `credentials-wrong` where the account was closed or its password changed since that was established.
   */
  open(user: User, sender: Sender, way: 'password' | 'link' | 'invitation'): Promise<OpenedSession> {
    const token = newToken();
    return this.db.transaction(async (tx) => {
      const lock = { mode: 'pessimistic_read' as const };
      const held = await tx.findOneOrFail(User, { where: { id: user.id }, lock });
      if (!this.mayEnter(held) || held.passwordHash !== user.passwordHash)
        throw new Refusal({ code: 'credentials-wrong' });
      const now = this.clock.now();
      const expiresAt = new Date(now.getTime() + sessionDays * 24 * 3600_000);
      const id = newId();
      const { address, device } = sender;
      await tx.insert(Session, {
        id,
        userId: user.id,
        tokenHash: tokenHash(token),
        address,
        device,
        createdAt: now,
        seenAt: now,
        expiresAt,
        revokedAt: null,
      });
      const actor: Actor = { ...systemActor, userId: user.id, name: user.name, kind: 'person' };
      await record(
        tx,
        { actor, action: 'sign-in', now },
        { subjectType: 'session', subjectId: id, before: null, after: { way, address } },
      );
      return { token, expiresAt, mark: markOf(user.email) };
    });
  }

  listSessions(userId: string): Promise<Session[]> {
    return this.db.reader.find(Session, {
      where: { userId, revokedAt: IsNull(), expiresAt: MoreThan(this.clock.now()) },
      order: { seenAt: 'DESC' },
    });
  }

  /** The demonstration's clock is about to be moved by so many milliseconds: who is signed in stays so. */
  async carryOver(milliseconds: number): Promise<void> {
    await this.db.reader.query(
      `UPDATE session SET expires_at = expires_at + $1 * interval '1 millisecond'
        WHERE revoked_at IS NULL AND expires_at > $2`,
      [milliseconds, this.clock.now()],
    );
  }

  /** Ends one session of the actor's own; someone else's does not exist for the actor. */
  async revoke(actor: Person, sessionId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const session = await tx.findOneBy(Session, { id: sessionId, userId: actor.userId, revokedAt: IsNull() });
      if (!session) throw new Refusal({ code: 'not-found' });
      const now = this.clock.now();
      await save(tx, session, { changes: { revokedAt: now }, events: [] }, { actor, action: 'revoke', now });
    });
  }

  /** Ends all sessions of the actor but the one in use. */
  async revokeOthers(actor: Person, keepId: string | null): Promise<number> {
    const others = (await this.listSessions(actor.userId)).filter((session) => session.id !== keepId);
    for (const session of others) await this.revoke(actor, session.id);
    return others.length;
  }

  /**
   * A new password ends whatever else opens the account, and its person hears of it. Refuses a short or common one with
   * `invalid-input`.
   */
  async changePassword(
    actor: Person,
    input: { current: string; password: string },
    keepSessionId: string | null,
  ): Promise<Ended> {
    await this.limits.countOwnPassword(actor.userId);
    const user = await this.db.reader.findOneByOrFail(User, { id: actor.userId });
    if (user.passwordHash && !(await isPassword(user.passwordHash, input.current)))
      throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/current', rule: 'password-wrong' }] });
    mustBeGoodPassword(input.password);
    const passwordHash = await hashPassword(input.password);
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const events = [{ type: 'user.password-changed', userId: user.id, at: now.toISOString() }];
      await save(tx, user, { changes: { passwordHash }, events }, { actor, action: 'change-password', now });
      return endAccess(tx, { userId: user.id, keepSessionId }, { actor, now });
    });
  }

  /** Nobody enters a closed account, nor in production one whose password everybody knows. */
  private mayEnter({ deactivatedAt, email }: User): boolean {
    return deactivatedAt === null && !(this.config.production && isOfDemonstration(email));
  }

  private async findLink(token: string): Promise<SignInLink> {
    const link = await this.db.reader.findOneBy(SignInLink, {
      tokenHash: tokenHash(token),
      usedAt: IsNull(),
      expiresAt: MoreThan(this.clock.now()),
    });
    if (!link) throw new Refusal({ code: 'link-expired' });
    return link;
  }
}
