import type { FastifyRequest } from 'fastify';
import { standingOfClarification, type ClarificationState } from '../../domain/judging/clarification.js';
import { formatDeadline } from '../../platform/web/format.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import type { HeardClarification, PassedClarification, QueuedClarification } from './clarifications.queries.js';

interface Place {
  request: FastifyRequest;
  now: Date;
  closesIn: string;
}

const marks = {
  asked: ['empty', 'wait'],
  declined: ['cross', 'no'],
  passed: ['half', 'wait'],
  answered: ['full', 'ok'],
  lapsed: ['late', ''],
} as const;

export function statusOf(row: { state: ClarificationState; dueAt: Date | null }, now: Date, t: Translator) {
  const state = standingOfClarification(row, now);
  const [mark, tone] = marks[state];
  return { word: t(`clarifications:state.${state}`), mark, tone };
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim());

const untilOf = (dueAt: Date | null, { request: { locale, timeZone }, now, closesIn }: Place): string =>
  dueAt === null ? '' : formatDeadline(dueAt, { locale, timeZone, now, closesIn });

/** A row of who passes on. */
export function queuedModel(row: QueuedClarification, place: Place) {
  const { request, now } = place;
  const t = translator(request.locale);
  return {
    id: row.id,
    title: row.title,
    number: row.registerNumber,
    entryHref: `/submissions/${row.submissionId}`,
    expert: row.expert,
    asked: linesOf(row.asked),
    askedText: row.asked,
    askedAt: row.askedAt,
    isWaiting: row.state === 'asked',
    status: statusOf(row, now, t),
    reason: row.reason,
    question: row.question === row.asked ? [] : linesOf(row.question),
    until: row.state === 'passed' ? untilOf(row.dueAt, place) : '',
    answer: linesOf(row.answer),
    answeredAt: row.answeredAt,
  };
}

/** A question as the entry's people read and answer it. */
export function passedModel(row: PassedClarification, place: Place & { mayAnswer: boolean }) {
  const { request, now, mayAnswer } = place;
  const t = translator(request.locale);
  const standing = standingOfClarification(row, now);
  return {
    number: row.number,
    title: t('clarifications:number', { n: row.number }),
    question: linesOf(row.question),
    status: statusOf(row, now, t),
    until: t(standing === 'passed' ? 'clarifications:until' : 'clarifications:wasUntil', {
      until: untilOf(row.dueAt, place),
    }),
    isWaiting: standing === 'passed',
    isLapsed: standing === 'lapsed',
    mayAnswer: standing === 'passed' && mayAnswer,
    answer: linesOf(row.answer),
    answeredAt: row.answeredAt,
  };
}

/** What an expert hears: the question as it was passed on, the answer, and of the own ones how they stand. */
export function heardModel(row: HeardClarification, place: Place) {
  const { request, now } = place;
  const t = translator(request.locale);
  const standing = standingOfClarification(row, now);
  const notes = {
    asked: t('clarifications:waitsPass'),
    passed: t('clarifications:waitsAnswer', { until: untilOf(row.dueAt, place) }),
    lapsed: t('clarifications:noAnswer'),
    declined: t('clarifications:declinedWhy', { reason: row.reason }),
    answered: '',
  };
  return {
    who: t(row.isOwn ? 'clarifications:own' : 'clarifications:others'),
    question: linesOf(row.question || row.asked),
    status: statusOf(row, now, t),
    answer: linesOf(row.answer),
    note: notes[standing],
  };
}
