import type { TimeFormat } from '../../platform/web/format.js';
import { formatDay } from '../../platform/web/format.js';
import type { Translator } from '../../platform/web/i18n.js';
import type { OwnQuestion, QueuedQuestion, ReadAnswer } from './questions.queries.js';
import type { Askable } from './questions.reader.js';

/** What one may ask about, as choices of one field: the contest, its nominations, the own entries. */
export function aboutOptions({ cycles, nominations, entries }: Askable, t: Translator) {
  return cycles.flatMap(({ id, title }) => [
    { value: `cycle:${id}`, label: t('questions:aboutCycle', { title }) },
    ...entries
      .filter(({ cycleId }) => cycleId === id)
      .map((entry) => ({
        value: `entry:${entry.id}`,
        label: t('questions:aboutEntry', { title: entry.title || t('submissions:untitled') }),
      })),
    ...nominations
      .filter(({ cycleId }) => cycleId === id)
      .map((nomination) => ({
        value: `nomination:${nomination.id}`,
        label: t('questions:aboutNomination', { title: nomination.title }),
      })),
  ]);
}

export function ownQuestion(question: OwnQuestion, t: Translator) {
  const { id, text, askedAt, state, answer, answeredAt, cycle, year, nomination, submissionId, number } = question;
  const isOpen = state === 'open';
  return {
    id,
    title: shortened(text, 160),
    paragraphs: paragraphsOf(text),
    askedAt,
    isOpen,
    status: {
      word: t(`questions:state.${state}`),
      mark: isOpen ? 'half' : 'full',
      tone: isOpen ? 'wait' : 'ok',
    },
    answer: paragraphsOf(answer),
    answeredAt,
    about: submissionId
      ? t('questions:aboutOwnEntry', { nomination })
      : nomination
        ? t('questions:aboutNomination', { title: nomination })
        : t('questions:aboutCycle', { title: cycle }),
    entryHref: submissionId ? `/submissions/${submissionId}` : '',
    publicHref: number === null ? '' : `/contest/${year}/answers/${number}`,
    publicWords: number === null ? '' : t('questions:publicUnder', { number }),
  };
}

/** A question in the queue of who answers, with how long it waits. */
export function queuedRow(question: QueuedQuestion, now: Date, t: Translator) {
  const { id, cycleId, text, askedAt, state, answeredAt, answeredBy, asker, organisations, number, isTakenDown } =
    question;
  const days = Math.floor((now.getTime() - askedAt.getTime()) / 86_400_000);
  return {
    href: `/cycles/${cycleId}/questions/${id}`,
    text: shortened(text, 240),
    from: [asker, ...organisations].join(', '),
    about: aboutWords(question, t),
    askedAt,
    isOpen: state === 'open',
    age: days === 0 ? t('questions:today') : t('questions:days', { n: days }),
    isLate: state === 'open' && days >= 3,
    answeredAt,
    answeredBy,
    published: number === null ? '' : t(isTakenDown ? 'questions:takenDown' : 'questions:publicUnder', { number }),
  };
}

/** What it is about, as who answers is told: of a draft no title. */
export function aboutWords({ submissionId, registerNumber, title, nomination }: QueuedQuestion, t: Translator): string {
  if (submissionId && registerNumber) return `${registerNumber} «${title}»`;
  if (submissionId) return t('questions:aboutDraft', { nomination });
  return nomination ? t('questions:aboutNomination', { title: nomination }) : t('questions:ofCycle');
}

/** An answer for everybody. */
export function readAnswer(
  { number, asked, answer, publishedAt, amendedAt, nomination }: ReadAnswer,
  { year, format, t }: { year: number; format: TimeFormat; t: Translator },
) {
  return {
    number,
    href: `/contest/${year}/answers/${number}`,
    asked: paragraphsOf(asked),
    title: shortened(asked.replaceAll('\n', ' '), 150),
    answer: paragraphsOf(answer),
    nomination,
    dated: amendedAt
      ? t('questions:amended', { at: formatDay(publishedAt, format), amended: formatDay(amendedAt, format) })
      : formatDay(publishedAt, format),
  };
}

export const paragraphsOf = (text: string): string[] => text.split('\n').filter((line) => line.trim());

const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
