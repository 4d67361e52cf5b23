import type { EntityManager } from 'typeorm';
import { getUser } from '../accounts/users/users.queries.js';
import { findStage } from '../cycles/stages/stages.queries.js';
import { getCycle } from '../cycles/cycle/cycle.queries.js';
import { reviewFor } from '../domain/judging/personal-term.js';
import { Expert } from '../judging/experts/expert.entity.js';
import { countHeld } from '../judging/sheets/progress.queries.js';
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
      return { cycleId: cycle.id, zone: cycle.timeZone, secretOf: expert.id, recipients: [toRecipient(user, facts)] };
    },
    letter: (facts: ReviewFacts, { t, deadline, instant, ownDeadline }: LetterWords) => ({
      subject: t('mails:expert.subject', { cycle: facts.cycle }),
      lines: [t('mails:expert.fact', { cycle: facts.cycle }), t('mails:expert.next')],
      facts:
        facts.opensAt && facts.closesAt
          ? [
              { term: t('mails:expert.from'), value: instant(facts.opensAt) },
              { term: t('mails:expert.until'), value: deadline(facts.closesAt), note: ownDeadline(facts.closesAt) },
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
      return {
        cycleId: cycle.id,
        zone: cycle.timeZone,
        recipients: [toRecipient(await getUser(em, expert.userId), facts)],
      };
    },
    letter: (facts: { cycle: string; answerByAt: Date | null }, { t, deadline, ownDeadline }: LetterWords) => ({
      subject: t('mails:expertReminder.subject', { cycle: facts.cycle }),
      lines: [t('mails:expertReminder.fact', { cycle: facts.cycle }), t('mails:expertReminder.next')],
      facts: facts.answerByAt
        ? [
            {
              term: t('mails:expertReminder.until'),
              value: deadline(facts.answerByAt),
              note: ownDeadline(facts.answerByAt),
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
      return {
        cycleId: cycle.id,
        zone: cycle.timeZone,
        recipients: [toRecipient(await getUser(em, expert.userId), { cycle: cycle.title })],
      };
    },
    letter: (facts: { cycle: string }, { t }: LetterWords) => ({
      subject: t('mails:movedUp.subject', { cycle: facts.cycle }),
      lines: [t('mails:movedUp.fact', { cycle: facts.cycle }), t('mails:movedUp.next')],
      button: { path: '/judging', label: t('mails:assigned.button') },
      why: t('mails:judge.why'),
    }),
  },

  'assignment.published': {
    async audience(em, { payload }, now) {
      const expert = await em.findOneBy(Expert, { id: String(payload['expertId']) });
      if (!expert || expert.state !== 'accepted') return null;
      const { held: count } = await countHeld(em, expert.id, now);
      if (count === 0) return null;
      const user = await getUser(em, expert.userId);
      const cycle = await getCycle(em, expert.cycleId);
      const review = reviewFor(await findStage(em, expert.cycleId, 'review'), expert.dueAt);
      const facts = { cycle: cycle.title, count, closesAt: review?.closesAt ?? null, opensAt: null };
      return { cycleId: cycle.id, zone: cycle.timeZone, recipients: [toRecipient(user, facts)] };
    },
    letter: (facts: ReviewFacts & { count: number }, { t, deadline, ownDeadline }: LetterWords) => ({
      subject: t('mails:assigned.subject', { n: facts.count }),
      lines: [t('mails:assigned.fact', { n: facts.count, cycle: facts.cycle }), t('mails:assigned.next')],
      facts: facts.closesAt
        ? [{ term: t('mails:expert.until'), value: deadline(facts.closesAt), note: ownDeadline(facts.closesAt) }]
        : [],
      button: { path: '/judging', label: t('mails:assigned.button') },
      why: t('mails:judge.why'),
    }),
  },

  'assignment.taken': {
    async audience(em, { payload }, now) {
      const found = await leftOf(em, payload['expertId'], now);
      if (!found) return null;
      const { expert, cycle, left } = found;
      const facts = { cycle: cycle.title, n: left };
      return {
        cycleId: cycle.id,
        zone: cycle.timeZone,
        recipients: [toRecipient(await getUser(em, expert.userId), facts)],
      };
    },
    letter: (facts: { cycle: string; n: number }, { t }: LetterWords) => ({
      subject: t('mails:taken.subject', { cycle: facts.cycle }),
      lines: [t('mails:taken.fact', facts), t('mails:taken.next')],
      button: { path: '/judging', label: t('mails:assigned.button') },
      why: t('mails:judge.why'),
    }),
  },

  'expert.nudged': {
    async audience(em, { payload }, now) {
      const found = await leftOf(em, payload['expertId'], now);
      if (!found || found.left === 0) return null;
      const { expert, cycle, left, closesAt } = found;
      const facts = { cycle: cycle.title, n: left, closesAt };
      return {
        cycleId: cycle.id,
        zone: cycle.timeZone,
        recipients: [toRecipient(await getUser(em, expert.userId), facts)],
      };
    },
    letter: (facts: LeftFacts, words: LetterWords) => ({
      subject: words.t('mails:nudged.subject', { cycle: facts.cycle, n: facts.n }),
      lines: [words.t('mails:nudged.fact', { cycle: facts.cycle, n: facts.n }), words.t('mails:nudged.next')],
      facts: termFacts(facts, words),
      button: { path: '/judging', label: words.t('mails:assigned.button') },
      why: words.t('mails:judge.why'),
    }),
  },

  'expert.extended': {
    async audience(em, { payload }, now) {
      const found = await leftOf(em, payload['expertId'], now);
      if (!found?.expert.dueAt) return null;
      const { expert, cycle, left, closesAt } = found;
      const facts = { cycle: cycle.title, n: left, closesAt };
      return {
        cycleId: cycle.id,
        zone: cycle.timeZone,
        recipients: [toRecipient(await getUser(em, expert.userId), facts)],
      };
    },
    letter: (facts: LeftFacts, words: LetterWords) => ({
      subject: words.t('mails:extended.subject', { cycle: facts.cycle }),
      lines: [words.t('mails:extended.fact', { cycle: facts.cycle }), words.t('mails:extended.next', { n: facts.n })],
      facts: termFacts(facts, words),
      button: { path: '/judging', label: words.t('mails:assigned.button') },
      why: words.t('mails:judge.why'),
    }),
  },
};

interface LeftFacts {
  cycle: string;
  n: number;
  closesAt: Date | null;
}

function termFacts({ closesAt }: LeftFacts, { t, deadline, ownDeadline }: LetterWords) {
  return closesAt ? [{ term: t('mails:expert.until'), value: deadline(closesAt), note: ownDeadline(closesAt) }] : [];
}

/** The accepted expert with what is left to hand in and until when. */
async function leftOf(em: EntityManager, expertId: unknown, now: Date) {
  const expert = await em.findOneBy(Expert, { id: String(expertId) });
  if (expert?.state !== 'accepted') return null;
  const { left } = await countHeld(em, expert.id, now);
  const review = reviewFor(await findStage(em, expert.cycleId, 'review'), expert.dueAt);
  const cycle = await getCycle(em, expert.cycleId);
  return { expert, cycle, left, closesAt: review?.closesAt ?? null };
}
