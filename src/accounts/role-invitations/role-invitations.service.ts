import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { type Actor, type Role } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save, type Deed } from '../../platform/database/save.js';
import { newestFirst } from '../../platform/http/newest-first.js';
import type { Page } from '../../platform/http/paging.js';
import type { Sender } from '../../platform/http/request.js';
import { isId, newId, newToken, tokenHash } from '../../platform/ids.js';
import { LinkVault } from '../../platform/secrets/link-vault.js';
import { accountOfInvited, personAs } from '../users/invited-person.js';
import { findUserByEmail, plainEmail } from '../users/users.queries.js';
import { mustBeScope } from '../grants/scopes.queries.js';
import { join } from '../organisations/join.js';
import { getOrganisation, listMembersOf } from '../organisations/organisations.queries.js';
import { RoleInvitation } from './role-invitation.entity.js';
import { mustOffer, mustStillBeOffered, offeredBy, offerProblems } from './offers.policy.js';
import { Membership } from '../organisations/membership.entity.js';
import { Organisation } from '../organisations/organisation.entity.js';
import { hashPassword, mustBeGoodPassword } from '../sign-in/passwords.js';
import { RoleGrant } from '../grants/role-grant.entity.js';
import { SignInService, type OpenedSession } from '../sign-in/sign-in.service.js';
import { User } from '../users/user.entity.js';

const invitationDays = 14;

export interface InvitationInput {
  email: string;
  name: string;
  role: Role;
  locale?: 'ru' | 'en';
  cycleId?: string | null;
  nominationId?: string | null;
  regionCode?: string | null;
  /** The person will act for the organisation; the role is then `member`, and nothing narrows it. */
  organisationId?: string | null;
}

/** What the page of an invitation shows. */
export interface Offer {
  invitation: RoleInvitation;
  organisation: string | null;
  invitedBy: string | null;
  /** Whether the address has an account already: then no password is asked for. */
  hasAccount: boolean;
}

/** Offers of roles by mail. The link shows the offer, the button answers it; the link proves the mailbox. */
@Injectable()
export class RoleInvitationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly vault: LinkVault,
    private readonly signIn: SignInService,
  ) {}

  async list(actor: Actor, cursor: string | undefined, limit = 50): Promise<Page<RoleInvitation>> {
    const query = this.db.reader.createQueryBuilder(RoleInvitation, 'i').where(...offeredBy(actor));
    return newestFirst(query, { by: 'createdAt', cursor, limit });
  }

  async invite(actor: Actor, input: InvitationInput): Promise<RoleInvitation> {
    const scope = {
      cycleId: null,
      nominationId: null,
      regionCode: null,
      organisationId: null,
      ...withoutBlanks(input),
    };
    const problems = offerProblems(scope);
    if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
    return this.db.transaction(async (tx) => {
      await mustOffer(tx, actor, scope);
      await mustBeScope(tx, scope);
      if (scope.organisationId) await getOrganisation(tx, scope.organisationId);
      const now = this.clock.now();
      const id = newId();
      const { cycleId, nominationId, regionCode, organisationId } = scope;
      const values = {
        id,
        email: plainEmail(input.email),
        name: input.name.trim(),
        locale: input.locale ?? ('ru' as const),
        role: input.role,
        cycleId,
        nominationId,
        regionCode,
        organisationId,
        ...(await this.freshLink(tx, id, now)),
        invitedById: actor.userId,
        createdAt: now,
        acceptedAt: null,
        acceptedById: null,
        declinedAt: null,
        declineReason: null,
      };
      const deed = { actor, action: 'invite', now };
      return create(tx, RoleInvitation, values, deed, [{ type: 'invitation.sent', invitationId: id }]);
    });
  }

  /** A new link and a new letter; the old link is dead. */
  resend(actor: Actor, id: string): Promise<RoleInvitation> {
    return this.db.transaction(async (tx) => {
      const invitation = await this.lockOwn(tx, actor, id);
      await mustOffer(tx, actor, invitation);
      const now = this.clock.now();
      const changes = await this.freshLink(tx, id, now);
      const events = [{ type: 'invitation.sent', invitationId: id }];
      return save(tx, invitation, { changes, events }, { actor, action: 'resend', now });
    });
  }

  /** Takes an offer back: its link is dead from now on. */
  revoke(actor: Actor, id: string): Promise<RoleInvitation> {
    return this.db.transaction(async (tx) => {
      const invitation = await this.lockOwn(tx, actor, id);
      const now = this.clock.now();
      await this.vault.forget(tx, id);
      return save(tx, invitation, { changes: { expiresAt: now }, events: [] }, { actor, action: 'revoke', now });
    });
  }

  /** An organisation with the people who act for it, for them alone. */
  async colleagues(actor: Actor, id: string): Promise<{ organisation: Organisation; people: User[] }> {
    if (!actor.organisationIds.includes(id)) throw new Refusal({ code: 'not-found' });
    const em = this.db.reader;
    return { organisation: await getOrganisation(em, id), people: await listMembersOf(em, id) };
  }

  /** Refuses with `link-expired` when the offer is answered, taken back, old or unknown. */
  async look(token: string): Promise<Offer> {
    const em = this.db.reader;
    const invitation = await this.find(em, token);
    const { organisationId, invitedById, email } = invitation;
    const [organisation, inviter, user] = await Promise.all([
      organisationId ? em.findOneBy(Organisation, { id: organisationId }) : null,
      invitedById ? em.findOneBy(User, { id: invitedById }) : null,
      findUserByEmail(em, email),
    ]);
    return {
      invitation,
      organisation: organisation?.name ?? null,
      invitedBy: inviter?.name ?? null,
      hasAccount: user !== null,
    };
  }

  /** Takes the role and signs in. An address without an account gets one with the password; others need none. */
  async accept(token: string, password: string | undefined, sender: Sender): Promise<OpenedSession> {
    const { hasAccount } = await this.look(token);
    if (!hasAccount) mustBeGoodPassword(password ?? '');
    const passwordHash = hasAccount ? null : await hashPassword(password!);
    const user = await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const invitation = await this.find(tx, token, true);
      await mustStillBeOffered(tx, invitation);
      const person = await accountOfInvited(tx, invitation, { passwordHash, now });
      const actor = personAs(person);
      if (invitation.organisationId)
        await joinOnce(tx, invitation.organisationId, person, { actor, action: 'join', now });
      else await this.grant(tx, invitation, person, actor, now);
      const changes = { acceptedAt: now, acceptedById: person.id };
      const events = [{ type: 'invitation.accepted', invitationId: invitation.id }];
      await save(tx, invitation, { changes, events }, { actor, action: 'accept', now });
      return person;
    });
    return this.signIn.open(user, sender, 'invitation');
  }

  /** Needs no account: whoever has the letter may say no. */
  async decline(token: string, reason: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const invitation = await this.find(tx, token, true);
      const actor: Actor = { ...personAs({ id: null, name: invitation.name }) };
      const changes = { declinedAt: now, declineReason: reason.trim() };
      const events = [{ type: 'invitation.declined', invitationId: invitation.id }];
      await save(tx, invitation, { changes, events }, { actor, action: 'decline', now });
    });
  }

  private async freshLink(tx: EntityManager, id: string, now: Date): Promise<{ tokenHash: string; expiresAt: Date }> {
    const token = newToken();
    const expiresAt = new Date(now.getTime() + invitationDays * 24 * 3600_000);
    await this.vault.keep(tx, id, token, expiresAt);
    return { tokenHash: tokenHash(token), expiresAt };
  }

  private async find(em: EntityManager, token: string, lock = false): Promise<RoleInvitation> {
    const invitation = await em.findOne(RoleInvitation, {
      where: { tokenHash: tokenHash(token), acceptedAt: IsNull(), declinedAt: IsNull() },
      ...(lock && { lock: { mode: 'pessimistic_write' as const } }),
    });
    if (!invitation || invitation.expiresAt <= this.clock.now()) throw new Refusal({ code: 'link-expired' });
    return invitation;
  }

  private async lockOwn(tx: EntityManager, actor: Actor, id: string): Promise<RoleInvitation> {
    const invitation = isId(id)
      ? await tx
          .createQueryBuilder(RoleInvitation, 'i')
          .setLock('pessimistic_write')
          .where(...offeredBy(actor))
          .andWhere('i.id = :id', { id })
          .getOne()
      : null;
    if (!invitation) throw new Refusal({ code: 'not-found' });
    if (invitation.acceptedAt || invitation.declinedAt)
      throw new Refusal({ code: 'action-not-allowed', action: 'resend', state: 'answered' });
    return invitation;
  }

  private async grant(
    tx: EntityManager,
    invitation: RoleInvitation,
    person: User,
    actor: Actor,
    now: Date,
  ): Promise<void> {
    const { role, cycleId, nominationId, regionCode, invitedById } = invitation;
    const held = await tx.findBy(RoleGrant, { userId: person.id, role, revokedAt: IsNull() });
    const same = held.some(
      (grant) => grant.cycleId === cycleId && grant.nominationId === nominationId && grant.regionCode === regionCode,
    );
    if (same) return;
    const values = { userId: person.id, role, cycleId, nominationId, regionCode, grantedById: invitedById };
    await create(tx, RoleGrant, { ...values, grantedAt: now, revokedAt: null }, { actor, action: 'grant', now });
  }
}

async function joinOnce(tx: EntityManager, organisationId: string, { id: userId }: User, deed: Deed): Promise<void> {
  if (await tx.existsBy(Membership, { userId, organisationId })) return;
  await join(tx, { userId, organisationId }, deed);
}

/** A form sends an empty text where nothing was chosen. */
function withoutBlanks<T extends object>(input: T): T {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined && value !== '')) as T;
}
