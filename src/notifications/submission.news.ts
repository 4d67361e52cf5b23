import type { EntityManager } from 'typeorm';
import { getCycle } from '../cycles/cycle/cycle.queries.js';
import { getNomination } from '../cycles/nominations/nominations.queries.js';
import type { OutboxMessage } from '../platform/outbox/outbox-message.entity.js';
import { SubmissionRevision } from '../submissions/revisions/submission-revision.entity.js';
import { Submission } from '../submissions/entries/submission.entity.js';
import type { Letter, LetterWords } from './letter.js';
import type { News } from './news.js';
import { entrants } from './recipients.js';

interface EntryFacts {
  submissionId: string;
  title: string;
  number: string;
  nomination: string;
  cycle: string;
  reason: string;
  dueAt: Date | null;
  revision: number;
  hash: string;
  submittedAt: Date;
  files: number;
}

export const submissionNews: Record<string, News> = {
  'submission.submitted': {
    audience: (em, message) => entryAudience(em, message),
    letter: (facts: EntryFacts, words: LetterWords) => receipt(facts, words),
  },
  'submission.returned': {
    audience: (em, message) => entryAudience(em, message, (entry) => entry.state === 'returned'),
    letter: (facts: EntryFacts & { dueAt: Date }, { t, deadline, ownTime }: LetterWords) => ({
      subject: t('mails:returned.subject', { until: deadline(facts.dueAt) }),
      lines: [t('mails:returned.fact', { title: facts.title, number: facts.number }), t('mails:reason')],
      quote: facts.reason,
      facts: [{ term: t('mails:returned.until'), value: deadline(facts.dueAt), note: ownTime(facts.dueAt) }],
      button: { path: `/submissions/${facts.submissionId}`, label: t('mails:returned.button') },
      after: t('mails:returned.after'),
      why: t('mails:entrant.why'),
    }),
  },
  'submission.admitted': {
    audience: (em, message) => entryAudience(em, message),
    letter: (facts: EntryFacts, { t }: LetterWords) => ({
      subject: t('mails:admitted.subject', { number: facts.number }),
      lines: [t('mails:admitted.fact', { title: facts.title, number: facts.number }), t('mails:admitted.next')],
      button: { path: `/submissions/${facts.submissionId}`, label: t('mails:entry.open') },
      why: t('mails:entrant.why'),
    }),
  },
  'submission.rejected': {
    audience: (em, message) => entryAudience(em, message),
    letter: (facts: EntryFacts, { t }: LetterWords) => ({
      subject: t('mails:rejected.subject', { number: facts.number }),
      lines: [t('mails:rejected.fact', { title: facts.title, number: facts.number }), t('mails:ground')],
      quote: facts.reason,
      button: { path: `/submissions/${facts.submissionId}`, label: t('mails:entry.open') },
      after: t('mails:rejected.after'),
      why: t('mails:entrant.why'),
    }),
  },
  'submission.withdrawn': {
    // A draft that was never sent goes without a letter.
    audience: (em, message) => entryAudience(em, message, (entry) => entry.firstSubmittedAt !== null),
    letter: (facts: EntryFacts, { t }: LetterWords) => ({
      subject: t('mails:withdrawn.subject', { number: facts.number }),
      lines: [t('mails:withdrawn.fact', { title: facts.title, number: facts.number }), t('mails:withdrawn.next')],
      button: { path: `/submissions/${facts.submissionId}`, label: t('mails:entry.open') },
      why: t('mails:entrant.why'),
    }),
  },
};

async function entryAudience(
  em: EntityManager,
  { payload }: OutboxMessage,
  isStillSo: (entry: Submission) => boolean = () => true,
) {
  const entry = await em.findOneBy(Submission, { id: String(payload['submissionId']) });
  if (!entry || !isStillSo(entry)) return null;
  const number = Number(payload['revision'] ?? entry.revisions);
  const revision = await em.findOneBy(SubmissionRevision, { submissionId: entry.id, number });
  const facts = {
    submissionId: entry.id,
    title: revision?.title ?? entry.title,
    number: entry.registerNumber ?? '',
    nomination: (await getNomination(em, entry.nominationId)).title,
    cycle: (await getCycle(em, entry.cycleId)).title,
    reason: entry.reason,
    dueAt: entry.dueAt,
    revision: number,
    hash: revision?.contentHash ?? '',
    submittedAt: revision?.submittedAt ?? entry.submittedAt,
    files: revision?.files.length ?? 0,
  };
  return { cycleId: entry.cycleId, recipients: await entrants(em, entry.organisationId, facts) };
}

/** The receipt: what was taken, when, under which number, and the hash by which it can be checked. */
function receipt(facts: EntryFacts, { t, exactly, ownTime }: LetterWords): Letter {
  return {
    subject: t('mails:submitted.subject', { number: facts.number }),
    lines: [t('mails:submitted.fact', { title: facts.title })],
    facts: [
      { term: t('mails:submitted.number'), value: facts.number },
      { term: t('mails:submitted.at'), value: exactly(facts.submittedAt), note: ownTime(facts.submittedAt) },
      { term: t('mails:submitted.revision'), value: String(facts.revision) },
      { term: t('mails:submitted.nomination'), value: facts.nomination },
      { term: t('mails:submitted.files'), value: String(facts.files) },
      { term: t('mails:submitted.hash'), value: facts.hash.replace(/(.{8})(?=.)/g, '$1 '), mono: true },
    ],
    button: { path: `/submissions/${facts.submissionId}/receipt`, label: t('mails:submitted.button') },
    after: t('mails:submitted.after'),
    why: t('mails:entrant.why'),
  };
}
