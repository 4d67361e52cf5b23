import type { FastifyRequest } from 'fastify';
import { formatDeadline, formatRemaining } from '../../platform/web/format.js';
import type { Translator } from '../../platform/web/i18n.js';
import type { DraftCounts, DraftRow } from './drafts.queries.js';
import { reminderWords } from './reminder-words.js';

/** A row of the table of drafts; `title` is there for who is told it. */
export function draftRow(row: DraftRow & { title?: string }, t: Translator) {
  const { id, nomination, organisation, onBehalf, contacts, gaps, savedAt, createdAt, remindedAt } = row;
  return {
    id,
    title: row.title === undefined ? '' : row.title || t('submissions:untitled'),
    nomination,
    organisation,
    onBehalf: onBehalf ? t('behalf:short') : '',
    contacts: contacts.map(({ name, email }) => ({ name, email })),
    of: contacts.map(({ name }) => name).join(', '),
    gaps: gaps > 0 ? t('submissions:drafts.gaps', { n: gaps }) : t('submissions:drafts.complete'),
    isComplete: gaps === 0,
    begunAt: savedAt.getTime() - createdAt.getTime() > 60_000 ? createdAt : null,
    savedAt,
    remindedAt,
    mayRemind: contacts.some(({ isReminded }) => !isReminded),
    whyNot: contacts.length === 0 ? t('submissions:drafts.nobody') : t('submissions:drafts.today'),
  };
}

/** The letter as the people of the draft would get it now. */
export function previewOf(row: DraftRow, { now, request, t }: { now: Date; request: FastifyRequest; t: Translator }) {
  const { locale, identity } = request;
  const words = reminderWords(
    {
      organisation: row.organisation,
      nomination: row.nomination,
      gaps: row.gaps,
      left: formatRemaining(now, row.closesAt, locale),
      until: formatDeadline(row.closesAt, { locale, timeZone: row.timeZone, now }),
      by: identity?.actor.name ?? '',
    },
    t,
  );
  return { ...words, to: row.contacts.map(({ name, email }) => `${name} <${email}>`).join(', ') };
}

/** How many letters would go now, about how many of the drafts, and why none about the others. */
export const allWords = ({ drafts, letters, reached, reminded, nobody }: DraftCounts, t: Translator): string =>
  [
    letters > 0 && t('submissions:drafts.willGo', { letters, reached, drafts }),
    reminded > 0 && t('submissions:drafts.ofReminded', { n: reminded }),
    nobody > 0 && t('submissions:drafts.ofNobody', { n: nobody }),
  ]
    .filter(Boolean)
    .join(' ');
