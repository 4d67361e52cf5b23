import { listHolders } from '../accounts/grants/grants.queries.js';
import { MembershipRequest } from '../accounts/joining/membership-request.entity.js';
import { listMembersOf } from '../accounts/organisations/organisations.queries.js';
import { Registration } from '../cycles/ways-in/registration.entity.js';
import { homeZone } from '../domain/kernel/local-day.js';
import type { LetterWords } from './letter.js';
import type { News } from './news.js';
import { toRecipient } from './recipients.js';

interface AskedFacts {
  name: string;
  email: string;
  organisation: string;
  dueAt: Date;
  isOrganizer: boolean;
}

interface AnsweredFacts {
  organisation: string;
  approved: boolean;
  reason: string;
}

/** Getting in by oneself: the letter that proves a mailbox, who asks to join, and the answer. */
export const waysInNews: Record<string, News> = {
  'registration.asked': {
    isUrgent: true,
    async audience(em, { payload }, now) {
      const id = String(payload['registrationId']);
      const asked = await em.findOne(Registration, { where: { id }, relations: { organisation: true } });
      if (!asked || asked.usedAt || asked.expiresAt <= now) return null;
      const { email, name, locale, expiresAt, organisation, newOrganisation } = asked;
      const facts = { organisation: organisation?.name ?? newOrganisation?.name ?? '', expiresAt };
      const recipients = [{ userId: null, email, name, locale, timeZone: homeZone, facts }];
      return { cycleId: null, secretOf: id, recipients };
    },
    letter: (facts: { organisation: string; expiresAt: Date }, { t, instant }: LetterWords) => ({
      subject: t('mails:register.subject'),
      lines: [t('mails:register.fact'), t('mails:register.shows')],
      facts: [
        { term: t('mails:register.organisation'), value: facts.organisation },
        { term: t('mails:register.until'), value: instant(facts.expiresAt) },
      ],
      button: { path: '/register/confirm/{token}', label: t('mails:register.button') },
      why: t('mails:register.why'),
    }),
  },

  'membership.asked': {
    async audience(em, { payload }) {
      const id = String(payload['requestId']);
      const relations = { organisation: true, user: true };
      const request = await em.findOne(MembershipRequest, { where: { id, state: 'open' }, relations });
      if (!request) return null;
      const { user, organisation, organisationId, cycleId, dueAt } = request;
      const facts = { name: user.name, email: user.email, organisation: organisation.name, dueAt };
      const people = await listMembersOf(em, organisationId);
      const known = new Set(people.map((person) => person.id));
      const organizers = (await listHolders(em, ['organizer'], cycleId)).filter((one) => !known.has(one.id));
      return {
        cycleId,
        recipients: [
          ...people.map((person) => toRecipient(person, { ...facts, isOrganizer: false })),
          ...organizers.map((person) => toRecipient(person, { ...facts, isOrganizer: true })),
        ],
      };
    },
    letter: (facts: AskedFacts, { t, deadline }: LetterWords) => ({
      subject: t('mails:joinAsked.subject', { name: facts.name }),
      lines: [
        t('mails:joinAsked.fact', { name: facts.name, email: facts.email, organisation: facts.organisation }),
        facts.isOrganizer ? t('mails:joinAsked.organizer') : t('mails:joinAsked.members'),
      ],
      facts: [{ term: t('mails:joinAsked.until'), value: deadline(facts.dueAt) }],
      button: { path: '/joining/answers', label: t('mails:joinAsked.button') },
      why: t('mails:joinAsked.why'),
    }),
  },

  'membership.answered': {
    async audience(em, { payload }) {
      const id = String(payload['requestId']);
      const relations = { organisation: true, user: true };
      const request = await em.findOne(MembershipRequest, { where: { id }, relations });
      if (!request || !['approved', 'refused'].includes(request.state)) return null;
      const { user, organisation, state, reason, cycleId } = request;
      const facts = { organisation: organisation.name, approved: state === 'approved', reason };
      return { cycleId, recipients: [toRecipient(user, facts)] };
    },
    letter: ({ organisation, approved, reason }: AnsweredFacts, { t }: LetterWords) => ({
      subject: t(approved ? 'mails:joinApproved.subject' : 'mails:joinRefused.subject', { organisation }),
      lines: [
        t(approved ? 'mails:joinApproved.fact' : 'mails:joinRefused.fact', { organisation }),
        ...(approved ? [] : [`${t('mails:reason')} ${reason}`]),
      ],
      button: { path: approved ? '/submissions/new' : '/joining', label: t('mails:joinAnswered.button') },
      why: t('mails:joinAnswered.why'),
    }),
  },
};
