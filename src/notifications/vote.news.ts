import { PublicVote } from '../judging/voting/public-vote.entity.js';
import { homeZone } from '../domain/kernel/local-day.js';
import type { LetterWords } from './letter.js';
import type { News } from './news.js';

/** The mail that confirms a vote of the public. */
export const voteNews: Record<string, News> = {
  'vote.asked': {
    forgetsRecipient: true,
    isUrgent: true,
    async audience(em, { payload }) {
      const vote = await em.findOne(PublicVote, {
        where: { id: String(payload['voteId']), state: 'asked' },
        relations: { submission: true },
      });
      if (!vote) return null;
      const { id, email, locale, cycleId, submission } = vote;
      const facts = { title: submission.title };
      return {
        cycleId,
        secretOf: id,
        recipients: [{ userId: null, email, name: '', locale, timeZone: homeZone, facts }],
      };
    },
    letter: (facts: { title: string }, { t }: LetterWords) => ({
      subject: t('mails:vote.subject'),
      lines: [t('mails:vote.fact', { title: facts.title }), t('mails:vote.next')],
      button: { path: '/vote/confirm/{token}', label: t('mails:vote.button') },
      why: t('mails:vote.why'),
    }),
  },
};
