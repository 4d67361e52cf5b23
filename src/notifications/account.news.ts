import { ErasureRequest } from '../accounts/erasure/erasure-request.entity.js';
import { getUser } from '../accounts/users/users.queries.js';
import { RoleInvitation } from '../accounts/role-invitations/role-invitation.entity.js';
import { Membership } from '../accounts/organisations/membership.entity.js';
import { Organisation } from '../accounts/organisations/organisation.entity.js';
import { listMembersOf } from '../accounts/organisations/organisations.queries.js';
import { SignInLink } from '../accounts/sign-in/sign-in-link.entity.js';
import { Cycle } from '../cycles/cycle/cycle.entity.js';
import { homeZone } from '../domain/kernel/local-day.js';
import type { Letter, LetterWords } from './letter.js';
import type { News } from './news.js';
import { toRecipient } from './recipients.js';

interface InvitationFacts {
  role: string;
  place: string;
  invitedBy: string;
  expiresAt: Date;
}

interface MembershipFacts {
  organisation: string;
  name: string;
  email: string;
}

export const accountNews: Record<string, News> = {
  'invitation.sent': {
    async audience(em, { payload }, now) {
      const invitation = await em.findOneBy(RoleInvitation, { id: String(payload['invitationId']) });
      if (!invitation || invitation.acceptedAt || invitation.declinedAt || invitation.expiresAt <= now) return null;
      const { id, email, name, locale, role, cycleId, organisationId, invitedById, expiresAt } = invitation;
      const cycle = cycleId ? await em.findOneBy(Cycle, { id: cycleId }) : null;
      const organisation = organisationId ? await em.findOneBy(Organisation, { id: organisationId }) : null;
      const facts = {
        role: organisation ? 'member-of' : role,
        place: organisation?.name ?? cycle?.title ?? '',
        invitedBy: invitedById ? (await getUser(em, invitedById)).name : '',
        expiresAt,
      };
      return {
        cycleId,
        secretOf: id,
        recipients: [{ userId: null, email, name, locale, timeZone: homeZone, facts }],
      };
    },
    letter: (facts: InvitationFacts, { t, deadline }: LetterWords) => ({
      subject: t('mails:invitation.subject', { role: t(`accounts:role.${facts.role}`) }),
      lines: [
        facts.invitedBy ? t('mails:invitation.invitedBy', { name: facts.invitedBy }) : t('mails:invitation.invited'),
        t('mails:invitation.shows'),
      ],
      facts: [
        { term: t('mails:invitation.role'), value: t(`accounts:role.${facts.role}`) },
        ...(facts.place ? [{ term: t('mails:invitation.place'), value: facts.place }] : []),
        { term: t('mails:invitation.until'), value: deadline(facts.expiresAt) },
      ],
      button: { path: '/invitations/{token}', label: t('mails:invitation.button') },
      why: t('mails:invitation.why'),
    }),
  },

  'membership.begun': {
    async audience(em, { payload }) {
      const membership = await em.findOne(Membership, {
        where: { id: String(payload['membershipId']) },
        relations: { organisation: true, user: true },
      });
      if (!membership) return null;
      const { organisation, user } = membership;
      const facts = { organisation: organisation.name, name: user.name, email: user.email };
      const others = (await listMembersOf(em, organisation.id)).filter(({ id }) => id !== user.id);
      return { cycleId: null, recipients: others.map((other) => toRecipient(other, facts)) };
    },
    letter: (facts: MembershipFacts, { t }: LetterWords) => ({
      subject: t('mails:member.subject', { organisation: facts.organisation }),
      lines: [t('mails:member.fact', { name: facts.name, organisation: facts.organisation }), t('mails:member.means')],
      facts: [
        { term: t('mails:member.name'), value: facts.name },
        { term: t('mails:member.email'), value: facts.email },
      ],
      after: t('mails:member.after'),
      why: t('mails:member.why'),
    }),
  },

  'user.link-asked': {
    isUrgent: true,
    async audience(em, { payload }, now) {
      const link = await em.findOneBy(SignInLink, { id: String(payload['linkId']) });
      if (!link || link.usedAt || link.expiresAt <= now) return null;
      const user = await getUser(em, link.userId);
      return {
        cycleId: null,
        secretOf: link.id,
        recipients: [toRecipient(user, { expiresAt: link.expiresAt })],
      };
    },
    letter: (facts: { expiresAt: Date }, { t, instant, ownTime }: LetterWords) => ({
      subject: t('mails:link.subject'),
      lines: [t('mails:link.fact', { until: instant(facts.expiresAt) }), ownTime(facts.expiresAt)].filter(Boolean),
      button: { path: '/sign-in/link/{token}', label: t('mails:link.button') },
      after: t('mails:link.after'),
      why: t('mails:link.why'),
    }),
  },

  'user.password-changed': toldToPerson((facts, { t, instant }) => ({
    subject: t('mails:password.subject'),
    lines: [t('mails:password.fact', { at: instant(facts.doneAt) })],
    button: { path: '/account', label: t('mails:password.button') },
    after: t('mails:password.after'),
    why: t('mails:password.why'),
  })),

  'erasure.decided': {
    forgetsRecipient: true,
    async audience(em, { payload }) {
      const relations = { user: true };
      const asked = await em.findOne(ErasureRequest, { where: { id: String(payload['requestId']) }, relations });
      if (!asked?.email || !['declined', 'carried-out'].includes(asked.state)) return null;
      const { user, email, state, ground } = asked;
      const { locale, timeZone } = user;
      const isDone = state === 'carried-out';
      const facts = { isDone, ground };
      const recipient = {
        userId: isDone ? null : user.id,
        email,
        name: isDone ? '' : user.name,
        locale,
        timeZone,
        facts,
      };
      return { cycleId: null, recipients: [recipient] };
    },
    letter: ({ isDone, ground }: { isDone: boolean; ground: string }, { t }: LetterWords) =>
      isDone
        ? {
            subject: t('mails:erasure.done.subject'),
            lines: [t('mails:erasure.done.fact')],
            after: t('mails:erasure.done.after'),
            why: t('mails:erasure.why'),
          }
        : {
            subject: t('mails:erasure.declined.subject'),
            lines: [t('mails:erasure.declined.fact'), t('mails:ground')],
            quote: ground,
            button: { path: '/account/erasure', label: t('mails:erasure.button') },
            why: t('mails:erasure.why'),
          },
  },
  'user.deactivated': toldToPerson((facts, { t, instant }) => ({
    subject: t('mails:accountClosed.subject'),
    lines: [t('mails:accountClosed.fact', { at: instant(facts.doneAt) })],
    after: t('mails:accountClosed.after'),
    why: t('mails:accountClosed.why'),
  })),
};

/** What was done with an account, told to its person. */
function toldToPerson(letter: (facts: { doneAt: Date }, words: LetterWords) => Letter): News {
  return {
    async audience(em, { payload }) {
      const user = await getUser(em, String(payload['userId']));
      return { cycleId: null, recipients: [toRecipient(user, { doneAt: new Date(String(payload['at'])) })] };
    },
    letter,
  };
}
