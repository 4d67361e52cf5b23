import type { EntityManager } from 'typeorm';
import { entrants, personColumns, toRecipient, type PersonRow } from './recipients.js';
import type { LetterWords } from './letter.js';
import type { News } from './news.js';
import { Clarification } from '../judging/clarifications/clarification.entity.js';
import { Submission } from '../submissions/entries/submission.entity.js';

interface PassedFacts {
  submissionId: string;
  title: string;
  number: string;
  question: string;
  dueAt: Date;
}

interface ExpertFacts {
  assignmentId: string;
  number: string;
  reason: string;
}

/** Between an expert and an entrant: neither letter says who the other is. */
export const clarificationNews: Record<string, News> = {
  'clarification.passed': {
    async audience(em, { payload }, now) {
      const entry = await admitted(em, String(payload['submissionId']));
      const asked = await em.findOneBy(Clarification, {
        submissionId: String(payload['submissionId']),
        number: Number(payload['number']),
        state: 'passed',
      });
      if (!entry || !asked?.dueAt || asked.dueAt <= now) return null;
      const { id: submissionId, title, registerNumber, cycle, cycleId } = entry;
      const { question, dueAt } = asked;
      const facts = { submissionId, title, number: registerNumber, question, dueAt };
      return { cycleId, zone: cycle.timeZone, recipients: await entrants(em, submissionId, facts) };
    },
    letter: (
      { submissionId, title, number, question, dueAt }: PassedFacts,
      { t, deadline, ownDeadline }: LetterWords,
    ) => ({
      subject: t('mails:clarification.passed.subject', { number }),
      lines: [t('mails:clarification.passed.fact', { title })],
      quote: question,
      facts: [{ term: t('mails:clarification.passed.until'), value: deadline(dueAt), note: ownDeadline(dueAt) }],
      button: { path: `/submissions/${submissionId}/clarifications`, label: t('mails:clarification.passed.button') },
      after: t('mails:clarification.passed.after'),
      why: t('mails:entrant.why'),
    }),
  },
  'clarification.answered': {
    async audience(em, { payload }) {
      const entry = await admitted(em, String(payload['submissionId']));
      return entry && { cycleId: entry.cycleId, recipients: await expertsOf(em, entry, null) };
    },
    letter: ({ assignmentId, number }: ExpertFacts, { t }: LetterWords) => ({
      subject: t('mails:clarification.answered.subject', { number }),
      lines: [t('mails:clarification.answered.fact')],
      button: { path: `/judging/desk/${assignmentId}/clarifications`, label: t('mails:clarification.button') },
      why: t('mails:clarification.expertWhy'),
    }),
  },
  'clarification.declined': {
    async audience(em, { payload }) {
      const id = String(payload['clarificationId']);
      const declined = await em.findOneBy(Clarification, { id, state: 'declined' });
      const entry = declined && (await admitted(em, declined.submissionId));
      return entry && { cycleId: entry.cycleId, recipients: await expertsOf(em, entry, declined) };
    },
    letter: ({ assignmentId, number, reason }: ExpertFacts, { t }: LetterWords) => ({
      subject: t('mails:clarification.declined.subject', { number }),
      lines: [t('mails:clarification.declined.fact'), t('mails:reason')],
      quote: reason,
      button: { path: `/judging/desk/${assignmentId}/clarifications`, label: t('mails:clarification.button') },
      why: t('mails:clarification.expertWhy'),
    }),
  },
};

const admitted = (em: EntityManager, id: string): Promise<Submission | null> =>
  em.findOne(Submission, { where: { id, state: 'admitted' }, relations: { cycle: true } });

/** Experts who judge the entry now: all of them, or the one whose question was declined. */
async function expertsOf(em: EntityManager, entry: Submission, declined: Clarification | null) {
  const rows = await em.query<(PersonRow & { assignmentId: string })[]>(
    `SELECT ${personColumns}, a.id AS "assignmentId" FROM assignment a
       JOIN expert x ON x.id = a.expert_id AND x.state = 'accepted' JOIN user_account u ON u.id = x.user_id
      WHERE a.submission_id = $1 AND a.state = 'active' AND u.deactivated_at IS NULL AND ($2::uuid IS NULL OR x.id = $2)`,
    [entry.id, declined?.expertId ?? null],
  );
  return rows.map(({ assignmentId, ...person }) =>
    toRecipient(person, { assignmentId, number: entry.registerNumber, reason: declined?.reason ?? '' }),
  );
}
