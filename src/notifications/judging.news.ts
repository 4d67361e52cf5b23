import { getUser } from '../accounts/accounts.queries.js';
import { findStage, getCycle } from '../cycles/cycles.queries.js';
import { Assignment } from '../judging/assignment.entity.js';
import { Expert } from '../judging/expert.entity.js';
import type { LetterWords } from './letter.js';
import type { News } from './news.js';
import { toRecipient } from './recipients.js';

interface ReviewFacts {
  cycle: string;
  opensAt: Date | null;
  closesAt: Date | null;
}

export const judgingNews: Record<string, News> = {
  'expert.invited': {
    async audience(em, { payload }) {
      const expert = await em.findOneBy(Expert, { id: String(payload['expertId']) });
      if (!expert || expert.state !== 'invited') return null;
      const user = await getUser(em, expert.userId);
      const cycle = await getCycle(em, expert.cycleId);
      const review = await findStage(em, expert.cycleId, 'review');
      const facts = { cycle: cycle.title, opensAt: review?.opensAt ?? null, closesAt: review?.closesAt ?? null };
      return { cycleId: cycle.id, secretOf: expert.id, recipients: [toRecipient(user, facts)] };
    },
    letter: (facts: ReviewFacts, { t, deadline, instant, ownTime }: LetterWords) => ({
      subject: t('mails:expert.subject', { cycle: facts.cycle }),
      lines: [t('mails:expert.fact', { cycle: facts.cycle }), t('mails:expert.next')],
      facts:
        facts.opensAt && facts.closesAt
          ? [
              { term: t('mails:expert.from'), value: instant(facts.opensAt) },
              { term: t('mails:expert.until'), value: deadline(facts.closesAt), note: ownTime(facts.closesAt) },
            ]
          : [],
      button: { path: '/judging/invitation/{token}', label: t('mails:expert.button') },
      after: t('mails:expert.after'),
      why: t('mails:expert.why'),
    }),
  },

  'expert.reminded': {
    async audience(em, { payload }) {
      const expert = await em.findOneBy(Expert, { id: String(payload['expertId']) });
      if (expert?.state !== 'invited') return null;
      const cycle = await getCycle(em, expert.cycleId);
      const facts = { cycle: cycle.title, answerByAt: expert.answerBy };
      return { cycleId: cycle.id, recipients: [toRecipient(await getUser(em, expert.userId), facts)] };
    },
    letter: (facts: { cycle: string; answerByAt: Date | null }, { t, deadline, ownTime }: LetterWords) => ({
      subject: t('mails:expertReminder.subject', { cycle: facts.cycle }),
      lines: [t('mails:expertReminder.fact', { cycle: facts.cycle }), t('mails:expertReminder.next')],
      facts: facts.answerByAt
        ? [
            {
              term: t('mails:expertReminder.until'),
              value: deadline(facts.answerByAt),
              note: ownTime(facts.answerByAt),
            },
          ]
        : [],
      button: { path: '/judging', label: t('mails:expertReminder.button') },
      why: t('mails:expert.why'),
    }),
  },

  'expert.movedUp': {
    async audience(em, { payload }) {
      const expert = await em.findOneBy(Expert, { id: String(payload['expertId']) });
      if (!expert || (expert.state !== 'accepted' && expert.state !== 'invited')) return null;
      const cycle = await getCycle(em, expert.cycleId);
      return { cycleId: cycle.id, recipients: [toRecipient(await getUser(em, expert.userId), { cycle: cycle.title })] };
    },
    letter: (facts: { cycle: string }, { t }: LetterWords) => ({
      subject: t('mails:movedUp.subject', { cycle: facts.cycle }),
      lines: [t('mails:movedUp.fact', { cycle: facts.cycle }), t('mails:movedUp.next')],
      button: { path: '/judging', label: t('mails:assigned.button') },
      why: t('mails:judge.why'),
    }),
  },

  'assignment.published': {
    async audience(em, { payload }) {
      const expert = await em.findOneBy(Expert, { id: String(payload['expertId']) });
      if (!expert || expert.state !== 'accepted') return null;
      const count = await em.countBy(Assignment, { expertId: expert.id, state: 'active' });
      if (count === 0) return null;
      const user = await getUser(em, expert.userId);
      const cycle = await getCycle(em, expert.cycleId);
      const review = await findStage(em, expert.cycleId, 'review');
      const facts = { cycle: cycle.title, count, closesAt: review?.closesAt ?? null, opensAt: null };
      return { cycleId: cycle.id, recipients: [toRecipient(user, facts)] };
    },
    letter: (facts: ReviewFacts & { count: number }, { t, deadline, ownTime }: LetterWords) => ({
      subject: t('mails:assigned.subject', { n: facts.count }),
      lines: [t('mails:assigned.fact', { n: facts.count, cycle: facts.cycle }), t('mails:assigned.next')],
      facts: facts.closesAt
        ? [{ term: t('mails:expert.until'), value: deadline(facts.closesAt), note: ownTime(facts.closesAt) }]
        : [],
      button: { path: '/judging', label: t('mails:assigned.button') },
      why: t('mails:judge.why'),
    }),
  },
};
