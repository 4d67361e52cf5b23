import type { FastifyRequest } from 'fastify';
import type { FormField } from '../../domain/cycles/form.js';
import { isOpen } from '../../domain/cycles/stage.js';
import { timeLeft } from '../../domain/judging/own-scores.js';
import { reviewFor } from '../../domain/judging/personal-term.js';
import { hasPoints, pickOf } from '../../domain/ranking/criterion-kind.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { problemOf } from '../../platform/http/problems/problem.js';
import { formatClock, formatDeadline, formatInstant, formatSize } from '../../platform/web/format.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { phaseStrip } from '../../platform/web/phase-strip.js';
import { isViewable } from '../../submissions/files/file-view.js';
import { endingOf } from '../../platform/files/files.js';
import { originModel } from '../../submissions/writing/entry-model.js';
import { readSections } from '../../submissions/writing/entry-form-model.js';
import type { Stage } from '../../cycles/stages/stage.entity.js';
import { heardModel } from '../clarifications/clarifications-model.js';
import { gradesWords } from '../cross-review/cross-review-words.js';
import { criteriaModel, givenWords, plainNumber, sumOf } from '../sheets/criteria-model.js';
import type { Desk } from './desk.reader.js';
import type { SheetInput } from '../sheets/sheet-form.js';
import type { QueueItem } from './queue.queries.js';
import type { OtherSheet } from '../sheets/sheets.queries.js';
import type { SheetRules } from '../sheets/sheet-rules.queries.js';

export interface DeskFrame extends SheetRules {
  stages: Stage[];
  fields: FormField[];
  now: Date;
}

/** The desk as the template shows it: the entry, the sheet, the queue, and what others gave where the rules show it. */
export function deskModel(
  desk: Desk,
  frame: DeskFrame,
  { request, typed, refusal }: { request: FastifyRequest; typed: SheetInput | null; refusal: Refusal | null },
) {
  const { locale, timeZone } = request;
  const t = translator(locale);
  const { assignment, revision, sheet, queue } = desk;
  const { criteria, stages, fields, now } = frame;
  const review = reviewFor(stages.find((stage) => stage.kind === 'review') ?? null, assignment.expert.dueAt);
  const words = {
    scores: typed?.scores ?? sheet?.scores ?? {},
    cannotJudge: typed?.cannotJudge ?? sheet?.cannotJudge ?? [],
    remarks: typed?.remarks ?? sheet?.remarks ?? {},
  };
  const frozen = sheet !== null && sheet.state !== 'draft';
  const isClosed = !frozen && (review === null || !isOpen(review, now));
  const judged = criteria.filter(({ kind }) => hasPoints(kind));
  const sumWords = (n: string | number) => t('judging:desk.sum', { n, total: judged.length });
  return {
    id: assignment.id,
    title: t('judging:desk.title', { title: revision.title }),
    over: `${assignment.submission.registerNumber} · ${assignment.submission.nomination.title} · ${t('judging:desk.revision', { n: revision.number })}`,
    heading: revision.title,
    generated: assignment.submission.generated,
    newer: desk.newer === null ? '' : t('judging:desk.newer', { n: revision.number, newer: desk.newer }),
    facts: [
      { term: t('submissions:column.region'), value: revision.organisation['regionName'] },
      { term: t('submissions:column.organisation'), value: revision.organisation['name'] },
    ].filter(({ value }) => value),
    origin: originModel(desk.origin, t),
    sections: readSections(fields, revision.answers, locale),
    files: desk.files.map((file, index) => ({
      href: `/judging/desk/${assignment.id}/files/${file.id}`,
      viewHref: isViewable(file.type) ? `/judging/desk/${assignment.id}/files/${file.id}/shown` : '',
      name: file.name || t('judging:blind.file', { n: index + 1 }),
      caption: file.caption,
      facts: [endingOf(file.type), ...(file.bytes === null ? [] : [formatSize(file.bytes, locale)])].join(', '),
    })),
    clarifications: desk.clarifications.map((row) =>
      heardModel(row, { request, now, closesIn: assignment.expert.cycle.timeZone }),
    ),
    clarifyHref:
      desk.mayClarify || desk.clarifications.length > 0 ? `/judging/desk/${assignment.id}/clarifications` : '',
    filesHidden: desk.files.some(({ name }) => !name),
    ...progressModel(queue, t),
    deadline: review
      ? t('judging:desk.due', {
          due: formatDeadline(review.closesAt, { locale, timeZone, now, closesIn: assignment.expert.cycle.timeZone }),
        })
      : '',
    queue: {
      items: queue
        .filter((item) => item.state !== 'submitted')
        .slice(0, 8)
        .map((item) => ({
          href: `/judging/desk/${item.assignmentId}`,
          label: item.title,
          note: t(`judging:queue.state.${item.state}`),
          current: item.assignmentId === assignment.id,
        })),
      all: `/judging/${assignment.expertId}`,
    },
    version: String(sheet?.version ?? 0),
    saved: sheet ? t('judging:desk.saved', { time: formatClock(sheet.savedAt, timeZone) }) : t('judging:desk.unsaved'),
    frozen:
      frozen && sheet.submittedAt
        ? t('judging:desk.frozen', { at: formatInstant(sheet.submittedAt, { locale, timeZone, now }) })
        : '',
    closed: isClosed ? closedWords(review, { request, now, closesIn: assignment.expert.cycle.timeZone }) : '',
    // What was typed up to the close can still be read and copied.
    still: frozen || (isClosed && typed === null),
    mayAskReopening: sheet?.state === 'submitted',
    remarkRule: remarkWords(frame, t),
    unable: frame.cannotJudge !== 'refuse',
    criteria: criteriaModel(frame, words, { t, frozen, others: desk.beside }),
    places: criteria.some(({ kind }) => pickOf(kind)) ? `/judging/${assignment.expertId}/places` : '',
    sum: sumOf(words.scores, criteria, words.cannotJudge),
    sumWords: sumWords(judged.filter(({ id }) => words.scores[id] || words.cannotJudge.includes(id)).length),
    sumPattern: sumWords('{n}'),
    self: selfModel(desk.selfScores, words.scores, frame),
    note: typed?.note ?? sheet?.note ?? '',
    others: desk.others && othersModel(desk.others, frame, t),
    advice: desk.advice.map(({ comment, grades }, index) => ({
      title: t('cross:advice.one', { n: index + 1 }),
      comment,
      grades: gradesWords(grades, criteria),
    })),
    refusal: refusal && problemOf(named(refusal, criteria), { locale, timeZone, requestId: request.id }),
    strip: phaseStrip({ stages, now, timeZone, locale, cycleZone: assignment.expert.cycle.timeZone }),
  };
}

/** Why a sheet that is not submitted takes nothing now. */
function closedWords(
  review: Pick<Stage, 'opensAt' | 'closesAt'> | null,
  { request: { locale, timeZone }, now, closesIn }: { request: FastifyRequest; now: Date; closesIn: string },
): string {
  const t = translator(locale);
  if (!review) return t('judging:desk.noReview');
  const at = (instant: Date) => formatDeadline(instant, { locale, timeZone, now, closesIn });
  return now < review.opensAt
    ? t('judging:desk.notYet', { at: at(review.opensAt) })
    : t('judging:desk.over', { at: at(review.closesAt) });
}

/** Twelve of forty-five, and about how long the rest takes at the own pace. */
export function progressModel(queue: readonly QueueItem[], t: Translator) {
  const finished = queue.flatMap(({ state, createdAt, submittedAt }) =>
    state === 'submitted' && createdAt && submittedAt ? [{ createdAt, submittedAt }] : [],
  );
  const rest = queue.length - queue.filter(({ state }) => state === 'submitted').length;
  const left = rest === 0 ? null : timeLeft(finished, rest);
  const minutes = left === null ? 0 : Math.max(1, Math.round(left / 60_000));
  const note =
    left === null
      ? ''
      : minutes < 90
        ? t('judging:desk.left.minutes', { n: minutes })
        : t('judging:desk.left.hours', { n: Math.round(minutes / 60) });
  return { progress: { done: queue.length - rest, total: queue.length, note } };
}

function remarkWords({ judging: { sheet } }: SheetRules, t: Translator): string {
  if (sheet.remarks === 'optional') return '';
  return t(`judging:desk.remarks.${sheet.remarks}`, { n: sheet.remarkLength });
}

/** What the applicant gave beside what the expert gave; empty until the own sheet is handed in. */
function selfModel(self: Record<string, string>, own: Record<string, string>, { criteria }: SheetRules) {
  return criteria
    .filter(({ id }) => self[id] !== undefined)
    .map(({ id, title }) => ({ title, self: plainNumber(self[id]!), own: plainNumber(own[id] ?? '') || '–' }));
}

/** What others gave, under letters instead of names. */
function othersModel(others: readonly OtherSheet[], { criteria }: SheetRules, t: Translator) {
  return others.map((sheet, index) => ({
    name: t('judging:desk.other', { letter: letterOf(index) }),
    rows: criteria.map(({ id, title, kind }) => ({
      title,
      given: sheet.cannotJudge.includes(id)
        ? t('judging:desk.cannot')
        : givenWords(sheet.scores[id] ?? '', kind, t) || '–',
      remark: sheet.remarks[id] ?? '',
    })),
  }));
}

/** А, Б … Я, then with a number. */
const letters = [...'АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ'];
const letterOf = (index: number): string =>
  letters[index % letters.length]! + (index < letters.length ? '' : String(Math.floor(index / letters.length) + 1));

/** The refusal names criteria by their ids; a reader knows them by their titles. */
function named(refusal: Refusal, criteria: readonly { id: string; title: string }[]): Refusal {
  if (refusal.detail.code !== 'sheet-incomplete') return refusal;
  const titles = new Map(criteria.map(({ id, title }) => [id, `«${title}»`]));
  return new Refusal({ ...refusal.detail, criteria: refusal.detail.criteria.map((id) => titles.get(id) ?? id) });
}
