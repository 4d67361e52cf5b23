import { getUser } from '../accounts/users/users.queries.js';
import { getCycle } from '../cycles/cycle/cycle.queries.js';
import { Evaluation } from '../judging/sheets/evaluation.entity.js';
import type { LetterWords } from './letter.js';
import type { News } from './news.js';
import { organizersOf, toRecipient } from './recipients.js';

/** News of submitted sheets. Letters name neither the entry nor the points: both are read where rights are checked. */
export const sheetNews: Record<string, News> = {
  'evaluation.reopening-asked': {
    async audience(em, { payload }) {
      const cycle = await getCycle(em, String(payload['cycleId']));
      const facts = { cycle: cycle.title, cycleId: cycle.id };
      const sheet = await em.findOneOrFail(Evaluation, {
        where: { id: String(payload['evaluationId']) },
        relations: { assignment: true },
      });
      const about = { cycleId: cycle.id, submissionId: sheet.assignment.submissionId };
      return { cycleId: cycle.id, recipients: await organizersOf(em, about, facts) };
    },
    letter: (facts: { cycle: string; cycleId: string }, { t }: LetterWords) => ({
      subject: t('mails:reopenAsked.subject', { cycle: facts.cycle }),
      lines: [t('mails:reopenAsked.fact', { cycle: facts.cycle }), t('mails:reopenAsked.next')],
      button: { path: `/cycles/${facts.cycleId}/evaluation/as-of`, label: t('mails:reopenAsked.button') },
      why: t('mails:organizer.why'),
    }),
  },

  'evaluation.reopened': {
    async audience(em, { payload }) {
      const sheet = await em.findOne(Evaluation, {
        where: { id: String(payload['evaluationId']) },
        relations: { assignment: { expert: { cycle: true } } },
      });
      if (sheet?.state !== 'draft' || sheet.assignment.state !== 'active') return null;
      const { cycle, userId } = sheet.assignment.expert;
      const facts = { cycle: cycle.title, assignmentId: sheet.assignmentId };
      return { cycleId: cycle.id, recipients: [toRecipient(await getUser(em, userId), facts)] };
    },
    letter: (facts: { cycle: string; assignmentId: string }, { t }: LetterWords) => ({
      subject: t('mails:reopened.subject', { cycle: facts.cycle }),
      lines: [t('mails:reopened.fact', { cycle: facts.cycle }), t('mails:reopened.next')],
      button: { path: `/judging/desk/${facts.assignmentId}`, label: t('mails:reopened.button') },
      why: t('mails:judge.why'),
    }),
  },
};
