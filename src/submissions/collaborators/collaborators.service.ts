import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { User } from '../../accounts/users/user.entity.js';
import { accountOfInvited } from '../../accounts/users/invited-person.js';
import { findUserByEmail, getUser, plainEmail } from '../../accounts/users/users.queries.js';
import { hashPassword, mustBeGoodPassword } from '../../accounts/sign-in/passwords.js';
import { SignInService, type OpenedSession } from '../../accounts/sign-in/sign-in.service.js';
import { agree, missingConsents } from '../../cycles/consents/account-consents.queries.js';
import type { ConsentTick } from '../../cycles/consents/consent-ticks.js';
import { getSetup } from '../../cycles/setup/cycle-setup.js';
import type { EntryConsent } from '../../domain/cycles/entry-rules.js';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import {
  includesRight,
  isOfOrganisation,
  mayGiveRight,
  type EntryRight,
} from '../../domain/submissions/entry-rights.js';
import { takesOver } from '../../domain/submissions/on-behalf.js';
import { Clock } from '../../platform/clock.js';
import { Changes } from '../../platform/database/changes.js';
import { Database } from '../../platform/database/database.js';
import { create, save, type Deed } from '../../platform/database/save.js';
import type { Sender } from '../../platform/http/request.js';
import { isId, newId, newToken, tokenHash } from '../../platform/ids.js';
import { LinkVault } from '../../platform/secrets/link-vault.js';
import { personAs } from '../../accounts/users/invited-person.js';
import { Submission } from '../entries/submission.entity.js';
import { mustBeOfOwnOrganisation, visibleTo } from '../entries/submission.policy.js';
import { getSubmission, lockSubmission } from '../entries/submission.queries.js';
import { CollaboratorInvitation } from './collaborator-invitation.entity.js';
import { Collaborator } from './collaborator.entity.js';
import { countInvited, findActor } from './collaborators.queries.js';
import { letHolderGo } from './holder.js';

const invitationDays = 14;
/** More hands than these on one entry are no entry. */
const atMost = 30;
/** A second press within it is the same press: one letter goes. */
const sameLetterMs = 60_000;

export interface CollaboratorInput {
  email: string;
  name: string;
  right: EntryRight;
  locale: 'ru' | 'en';
}

/** What the page of an invitation shows. */
export interface Invited {
  invitation: CollaboratorInvitation;
  entry: Submission;
  invitedBy: string;
  /** Whether the invited address has an account: then no password is asked for. */
  hasAccount: boolean;
}

/** Who works on an entry beside the people of its organisation: invited by mail, with a right that can be changed and taken. */
@Injectable()
export class CollaboratorsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly vault: LinkVault,
    private readonly signIn: SignInService,
  ) {}

  /** Asks somebody in by mail. Refuses `forbidden` where the right is more than the actor's, `already-exists` for one who works there. */
  invite(actor: Person, id: string, input: CollaboratorInput): Promise<CollaboratorInvitation> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      mustGive(actor, entry, input.right);
      mustBeWorkedOn(entry, 'invite');
      return this.inviteTo(tx, entry, input, { actor, action: 'invite', now });
    });
  }

  /** The same in a transaction that is under way, for an entry that the actor holds locked and may give the right on. */
  async inviteTo(
    tx: EntityManager,
    entry: Submission,
    { email: address, name, right, locale }: CollaboratorInput,
    deed: Deed & { actor: Person },
  ): Promise<CollaboratorInvitation> {
    const { actor, now } = deed;
    const email = plainEmail(address);
    await mustBeNew(tx, entry, email);
    if ((await countInvited(tx, entry.id)) >= atMost)
      throw new Refusal({
        code: 'invalid-input',
        problems: [{ pointer: '/email', rule: 'too-many', values: { max: atMost } }],
      });
    const values = {
      id: newId(),
      submissionId: entry.id,
      email,
      name: name.trim(),
      locale,
      right,
      takesOver: takesOver(actor, entry, right),
      invitedById: actor.userId,
      createdAt: now,
      acceptedAt: null,
      acceptedById: null,
      declinedAt: null,
      revokedAt: null,
    };
    const link = await this.freshLink(tx, values.id, now);
    const events = [{ type: 'collaborator.invited', invitationId: values.id }];
    return create(tx, CollaboratorInvitation, { ...values, ...link }, deed, events);
  }

  /** A new link and a new letter; the old link is dead. Pressed twice it is one letter. */
  resend(actor: Person, id: string, invitationId: string): Promise<CollaboratorInvitation> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const { entry, invitation } = await this.lockOpen(tx, actor, id, invitationId);
      mustGive(actor, entry, invitation.right);
      if (now.getTime() - invitation.sentAt.getTime() < sameLetterMs) return invitation;
      const changes = await this.freshLink(tx, invitation.id, now);
      const events = [{ type: 'collaborator.invited', invitationId: invitation.id }];
      return save(tx, invitation, { changes, events }, { actor, action: 'resend', now });
    });
  }

  /** Takes an invitation back: its link is dead from now on. */
  revoke(actor: Person, id: string, invitationId: string): Promise<CollaboratorInvitation> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const { invitation } = await this.lockOpen(tx, actor, id, invitationId);
      await this.vault.forget(tx, invitation.id);
      return save(tx, invitation, { changes: { revokedAt: now }, events: [] }, { actor, action: 'revoke', now });
    });
  }

  /** Gives another right: the organisation's people alone. Who answers for the entry and may no longer submit it answers for it no more. */
  setRight(actor: Person, id: string, collaboratorId: string, right: EntryRight): Promise<Collaborator> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      mustBeOfOwnOrganisation(actor, entry);
      const collaborator = await findCollaborator(tx, id, collaboratorId);
      const changes = new Changes(tx, { actor, now });
      changes.save(collaborator, { changes: { right }, events: [] }, 'set-right');
      if (!includesRight(right, 'submit')) takeOver(changes, entry, collaborator, actor);
      await changes.write();
      return collaborator;
    });
  }

  /** Lets a collaborator go: the organisation's people, or the collaborator; who answers for the entry first hands it over. */
  remove(actor: Person, id: string, collaboratorId: string): Promise<Collaborator> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      const collaborator = await findCollaborator(tx, id, collaboratorId);
      const leaves = collaborator.userId === actor.userId;
      if (!leaves) mustBeOfOwnOrganisation(actor, entry);
      if (leaves && entry.responsibleId === actor.userId)
        throw new Refusal({ code: 'action-not-allowed', action: 'leave', state: 'responsible' });
      const gone = { removedAt: now, removedById: actor.userId };
      const events = leaves ? [] : [{ type: 'collaborator.removed', collaboratorId: collaborator.id }];
      const changes = new Changes(tx, { actor, now });
      changes.save(collaborator, { changes: gone, events }, leaves ? 'leave' : 'remove');
      if (!leaves) takeOver(changes, entry, collaborator, actor);
      await changes.write();
      return collaborator;
    });
  }

  /** Refuses `link-expired` when the invitation is answered, taken back, old or unknown. */
  async look(token: string): Promise<Invited> {
    const em = this.db.reader;
    const invitation = await this.find(em, token);
    const [entry, inviter, user] = await Promise.all([
      getSubmission(em, invitation.submissionId, () => 'TRUE'),
      getUser(em, invitation.invitedById),
      findUserByEmail(em, invitation.email),
    ]);
    return { invitation, entry, invitedBy: inviter.name, hasAccount: user !== null };
  }

  /** What whoever accepts agrees to by that; all of it while nobody is signed in. */
  async missingConsents({ userId }: Actor, cycleId: string): Promise<EntryConsent[]> {
    return missingConsents(this.db.reader, userId, await getSetup(this.db.reader, cycleId));
  }

  /**
   * Joins the entry: as the person who is signed in, whatever the address, else as the one of the invited address, who is signed in
   * by it and gets an account with the password where there is none. Once; it is recorded who it was. What the giver may
   * no longer give is `link-expired`. Who is asked to take an entry over from the organizer who entered it answers for it
   * from then on, and the organizer works on it no more.
   */
  async accept(
    token: string,
    by: { actor: Actor; password: string | undefined; ticks: readonly ConsentTick[] },
    sender: Sender,
  ): Promise<{ entryId: string; session: OpenedSession | null }> {
    const { invitation: seen, hasAccount } = await this.look(token);
    const isSignedIn = by.actor.userId !== null;
    if (!isSignedIn && !hasAccount) mustBeGoodPassword(by.password ?? '');
    const passwordHash = isSignedIn || hasAccount ? null : await hashPassword(by.password!);
    const person = await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, seen.submissionId, () => 'TRUE');
      const invitation = await this.find(tx, token, true);
      mustBeWorkedOn(entry, 'accept');
      const giver = await findActor(tx, invitation.invitedById);
      if (!giver || !mayGiveRight(giver, entry, invitation.right)) throw new Refusal({ code: 'link-expired' });
      const user = isSignedIn
        ? await getUser(tx, by.actor.userId!)
        : await accountOfInvited(tx, invitation, { passwordHash, now });
      await agree(tx, personAs(user), { setup: await getSetup(tx, entry.cycleId), ticks: by.ticks, now });
      await joinEntry(tx, entry, { user, invitation, now });
      const changes = new Changes(tx, { actor: personAs(user), now });
      const events = [{ type: 'collaborator.joined', invitationId: invitation.id }];
      const answered = { acceptedAt: now, acceptedById: user.id };
      changes.save(invitation, { changes: answered, events }, 'accept');
      if (invitation.takesOver) await letHolderGo(changes, tx, entry, { toId: user.id, now });
      await changes.write();
      return user;
    });
    const session = isSignedIn ? null : await this.signIn.open(person, sender, 'invitation');
    return { entryId: seen.submissionId, session };
  }

  /** Needs no account: whoever has the letter may say no. */
  async decline(token: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const invitation = await this.find(tx, token, true);
      const actor = personAs({ id: null, name: invitation.name });
      await save(tx, invitation, { changes: { declinedAt: now }, events: [] }, { actor, action: 'decline', now });
    });
  }

  private async freshLink(tx: EntityManager, id: string, now: Date) {
    const token = newToken();
    const expiresAt = new Date(now.getTime() + invitationDays * 24 * 3600_000);
    await this.vault.keep(tx, id, token, expiresAt);
    return { tokenHash: tokenHash(token), sentAt: now, expiresAt };
  }

  private async find(em: EntityManager, token: string, lock = false): Promise<CollaboratorInvitation> {
    const invitation = await em.findOne(CollaboratorInvitation, {
      where: { tokenHash: tokenHash(token), acceptedAt: IsNull(), declinedAt: IsNull(), revokedAt: IsNull() },
      ...(lock && { lock: { mode: 'pessimistic_write' as const } }),
    });
    if (!invitation || invitation.expiresAt <= this.clock.now()) throw new Refusal({ code: 'link-expired' });
    return invitation;
  }

  /** An unanswered invitation, for whoever sent it and for the organisation's people. The entry is locked first, as everywhere. */
  private async lockOpen(tx: EntityManager, actor: Person, id: string, invitationId: string) {
    const entry = await lockSubmission(tx, id, visibleTo(actor));
    const invitation = isId(invitationId)
      ? await tx.findOne(CollaboratorInvitation, {
          where: { id: invitationId, submissionId: id },
          lock: { mode: 'pessimistic_write' },
        })
      : null;
    const isTheirs = invitation?.invitedById === actor.userId || isOfOrganisation(actor, entry);
    if (!invitation || !isTheirs) throw new Refusal({ code: 'not-found' });
    if (invitation.acceptedAt || invitation.declinedAt || invitation.revokedAt)
      throw new Refusal({ code: 'action-not-allowed', action: 'resend', state: 'answered' });
    return { entry, invitation };
  }
}

function mustGive(actor: Actor, entry: Submission, right: EntryRight): void {
  if (!mayGiveRight(actor, entry, right)) throw new Refusal({ code: 'forbidden' });
}

/** Nobody is asked in where the way of the entry is over. */
function mustBeWorkedOn({ state }: Submission, action: string): void {
  if (state === 'withdrawn' || state === 'rejected') throw new Refusal({ code: 'action-not-allowed', action, state });
}

/** Refuses `already-exists` for people of the organisation and for collaborators; the constraint for a second open invitation. */
async function mustBeNew(tx: EntityManager, { id, organisationId }: Submission, email: string): Promise<void> {
  const rows = await tx.query<object[]>(
    `SELECT 1 FROM user_account u WHERE u.email = $3
        AND (EXISTS (SELECT 1 FROM membership m WHERE m.user_id = u.id AND m.organisation_id = $2)
             OR EXISTS (SELECT 1 FROM submission_collaborator c
                         WHERE c.user_id = u.id AND c.submission_id = $1 AND c.removed_at IS NULL))`,
    [id, organisationId, email],
  );
  if (rows.length > 0) throw new Refusal({ code: 'already-exists', what: 'collaborator' });
}

async function findCollaborator(tx: EntityManager, submissionId: string, id: string): Promise<Collaborator> {
  const found = isId(id) ? await tx.findOneBy(Collaborator, { id, submissionId, removedAt: IsNull() }) : null;
  if (!found) throw new Refusal({ code: 'not-found' });
  return found;
}

/** Who may no longer submit does not answer for the entry: whoever of the organisation took the right does. */
function takeOver(changes: Changes, entry: Submission, { userId }: Collaborator, actor: Person): void {
  if (entry.responsibleId !== userId) return;
  changes.save(entry, { changes: { responsibleId: actor.userId }, events: [] }, 'take-over');
}

/** A right that is held already is never made less by an invitation. */
async function joinEntry(
  tx: EntityManager,
  { id, organisationId }: Submission,
  { user, invitation, now }: { user: User; invitation: CollaboratorInvitation; now: Date },
): Promise<void> {
  const deed = { actor: personAs(user), action: 'join-entry', now };
  const actor = await findActor(tx, user.id);
  // Who acts for the organisation by now holds every right, and may still take the entry over; its holder may not.
  if (invitation.takesOver && actor?.organisationIds.includes(organisationId)) return;
  if (actor?.organisationIds.includes(organisationId) || (invitation.takesOver && invitation.invitedById === user.id))
    throw new Refusal({ code: 'already-exists', what: 'collaborator' });
  const held = await tx.findOneBy(Collaborator, { submissionId: id, userId: user.id, removedAt: IsNull() });
  const { right, invitedById: addedById } = invitation;
  if (held && includesRight(held.right, right)) return;
  if (held) await save(tx, held, { changes: { right }, events: [] }, deed);
  else {
    const values = { submissionId: id, userId: user.id, right, addedById, addedAt: now };
    await create(tx, Collaborator, { ...values, removedAt: null, removedById: null }, deed);
  }
}
