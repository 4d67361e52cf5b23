import { homeZone } from '../domain/kernel/local-day.js';
import { PracticePerson } from '../submissions/people/practice-person.entity.js';
import type { LetterWords } from './letter.js';
import type { News } from './news.js';

interface ConsentFacts {
  organisation: string;
  cycle: string;
}

/** Who was named as a person of a practice is asked whether they agree. */
export const consentNews: Record<string, News> = {
  'consent.asked': {
    async audience(em, { payload }) {
      const id = String(payload['personId']);
      const relations = { submission: { cycle: true, organisation: true } };
      const person = await em.findOne(PracticePerson, { where: { id }, relations });
      if (!person || person.removedAt) return null;
      const { email, name, locale, submission } = person;
      const facts = { organisation: submission.organisation.name, cycle: submission.cycle.title };
      const recipients = [{ userId: null, email, name, locale, timeZone: homeZone, facts }];
      return { cycleId: submission.cycleId, secretOf: id, recipients };
    },
    letter: ({ organisation, cycle }: ConsentFacts, { t }: LetterWords) => ({
      subject: t('mails:consent.subject', { organisation }),
      lines: [t('mails:consent.fact', { organisation, cycle }), t('mails:consent.shows')],
      button: { path: '/consents/{token}', label: t('mails:consent.button') },
      why: t('mails:consent.why'),
    }),
  },
};
