import { Question } from '../submissions/questions/question.entity.js';
import { PublicAnswer } from '../submissions/questions/public-answer.entity.js';
import type { LetterWords } from './letter.js';
import type { News } from './news.js';
import { toRecipient } from './recipients.js';

interface AnswerFacts {
  questionId: string;
  cycle: string;
  nomination: string;
  isOfEntry: boolean;
  answer: string;
  isPublic: boolean;
}

/** The answer goes to who asked, and to nobody else. */
export const questionNews: Record<string, News> = {
  'question.answered': {
    async audience(em, { payload }) {
      const relations = { user: true, cycle: true, nomination: true };
      const id = String(payload['questionId']);
      const question = await em.findOne(Question, { where: { id, state: 'answered' }, relations });
      if (!question || question.user.deactivatedAt) return null;
      const isPublic = await em.existsBy(PublicAnswer, { questionId: id });
      const { user, cycle, nomination, submissionId, answer, cycleId } = question;
      const about = { cycle: cycle.title, nomination: nomination?.title ?? '', isOfEntry: submissionId !== null };
      return { cycleId, recipients: [toRecipient(user, { questionId: id, ...about, answer, isPublic })] };
    },
    letter: ({ questionId, cycle, nomination, isOfEntry, answer, isPublic }: AnswerFacts, { t }: LetterWords) => {
      const about = isOfEntry
        ? t('questions:aboutOwnEntry', { nomination })
        : nomination
          ? t('questions:aboutNomination', { title: nomination })
          : t('questions:aboutCycle', { title: cycle });
      return {
        subject: t('mails:question.subject'),
        lines: [t('mails:question.fact', { about })],
        quote: answer,
        button: { path: `/questions#q-${questionId}`, label: t('mails:question.button') },
        ...(isPublic && { after: t('mails:question.public') }),
        why: t('mails:question.why'),
      };
    },
  },
};
