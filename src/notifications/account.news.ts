import { getUser } from '../accounts/users/users.queries.js';
import { RoleInvitation } from '../accounts/role-invitations/role-invitation.entity.js';
import { Organisation } from '../accounts/organisations/organisation.entity.js';
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

  'user.deactivated': toldToPerson((facts, { t, instant }) => ({
    subject: t('mails:closed.subject'),
    lines: [t('mails:closed.fact', { at: instant(facts.doneAt) })],
    after: t('mails:closed.after'),
    why: t('mails:closed.why'),
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
