import type { EntryOrigin } from '../entries/entry-origin.entity.js';
import type { FastifyRequest } from 'fastify';
import type { Answers } from '../../domain/cycles/form.js';
import { isFieldOpen } from '../../domain/submissions/open-fields.js';
import type { FieldProblem, Refusal } from '../../domain/kernel/refusal.js';
import { problemOf } from '../../platform/http/problems/problem.js';
import type { Translator } from '../../platform/web/i18n.js';
import { phaseStrip } from '../../platform/web/phase-strip.js';
import { isViewable } from '../files/file-view.js';
import { stepState, type FormStep } from './entry-form-model.js';
import type { ListedEntry } from '../register/register.queries.js';
import { stateWord } from '../entries/submission-words.js';
import { openWords } from './open-fields-model.js';
import type { EntryPage } from './submissions.reader.js';

/** What stands above every page of an entry. */
export function headOf(page: EntryPage, request: FastifyRequest, t: Translator) {
  const { entry, stages, now, editable } = page;
  return {
    entry: {
      id: entry.id,
      title: entry.title || t('submissions:untitled'),
      number: entry.registerNumber ?? '',
      nomination: entry.nomination.title,
      // As it was called when the entry was submitted; a draft is of the organisation as it is.
      organisation: page.revision?.organisation['name'] ?? entry.organisation.name,
      onBehalf: onBehalfWords(page, t),
      origin: originModel(page.origin, t),
      cycle: entry.cycle.title,
      reason: entry.reason,
      isReturned: entry.state === 'returned',
      opened: openWords(page, request.locale, t),
      isRejected: entry.state === 'rejected',
      isDraft: entry.state === 'draft',
      dueAt: entry.dueAt,
      submittedAt: entry.submittedAt,
      generated: entry.generated,
      revisions: entry.revisions,
    },
    status:
      entry.state === 'draft'
        ? { ...stateWord('draft', t), word: t('submissions:draft.notSubmitted') }
        : stateWord(entry.state, t),
    strip: phaseStrip({
      stages,
      now,
      timeZone: request.timeZone,
      cycleZone: entry.cycle.timeZone,
      locale: request.locale,
    }),
    editable,
  };
}

/** The practice that the entry repeats, as the library called it; null where it repeats none. */
export const originModel = (origin: EntryOrigin | null, t: Translator) =>
  origin && {
    href: `/practices/${origin.slug}`,
    title: origin.title,
    words: t('submissions:origin', { region: origin.regionName, year: String(origin.year) }),
  };

/** That the organizer entered it, and for whom; empty where the organisation's own people did. */
export function onBehalfWords({ entry, revision }: Pick<EntryPage, 'entry' | 'revision'>, t: Translator): string {
  if (entry.enteredById === null) return '';
  return t('behalf:mark', { organisation: revision?.organisation['name'] ?? entry.organisation.name });
}

/** The steps of the form with what each lacks, and the check that ends them. */
export function stepList(
  { entry }: EntryPage,
  steps: FormStep[],
  current: number | null,
  answers: Answers,
  t: Translator,
) {
  const at = (step: FormStep) => ({
    href: `/submissions/${entry.id}/edit?step=${step.number}`,
    go: String(step.number),
    title: step.title,
    current: step.number === current,
  });
  const items = steps.map((step) => {
    const { errors, gaps, begun } = stepState(step, answers);
    if (!step.fields.some(({ id }) => isFieldOpen(entry, id)))
      return { ...at(step), note: t('submissions:open.step'), tone: undefined, done: true };
    const parts = [
      errors ? t('submissions:edit.errors', { n: errors }) : '',
      gaps ? t('submissions:edit.gap', { n: gaps }) : '',
    ].filter(Boolean);
    const note = parts.join(', ') || t(begun ? 'submissions:edit.done' : 'submissions:edit.optional');
    return {
      ...at(step),
      note: !begun && gaps ? t('submissions:edit.notBegun') : note,
      tone: errors ? 'err' : gaps && begun ? 'gap' : undefined,
      done: begun && !errors && !gaps,
    };
  });
  const check = {
    href: `/submissions/${entry.id}/check`,
    go: 'check',
    title: t('submissions:edit.check'),
    note: undefined,
    tone: undefined,
    done: false,
    current: current === null,
  };
  const all = [...items, check];
  const position = current ?? all.length;
  return {
    items: all,
    label: t('common:steps.position', { n: position, total: all.length, title: all[position - 1]!.title }),
  };
}

export function rowOf(entry: ListedEntry, t: Translator) {
  return {
    id: entry.id,
    number: entry.registerNumber ?? '',
    title: entry.title || t('submissions:untitled'),
    nomination: entry.nomination.title,
    organisation: entry.organisation.name,
    onBehalf: entry.enteredById === null ? '' : t('behalf:short'),
    submittedAt: entry.submittedAt,
    generated: entry.generated,
    reason: entry.reason,
    state: stateWord(entry.state, t),
    href: entry.state === 'draft' ? `/submissions/${entry.id}/edit` : `/submissions/${entry.id}`,
  };
}

export function refusalModel(refusal: Refusal | null, request: FastifyRequest) {
  return refusal && problemOf(refusal, { locale: request.locale, timeZone: request.timeZone, requestId: request.id });
}

/** What is said of a file that nobody opens yet, or ever; null of all others. */
export function quarantineWords(finding: string | undefined, t: Translator) {
  if (finding === undefined) return null;
  return finding === ''
    ? { state: t('submissions:files.waiting'), mark: 'half', tone: 'news' }
    : { state: t('submissions:files.infected', { finding }), mark: 'cross', tone: 'no' };
}

/** The files of an entry, with the reason beside those that experts do not get, and those that nobody gets. */
export const fileRows = (
  { entry, attachments, unbared, quarantined }: Pick<EntryPage, 'entry' | 'attachments' | 'unbared' | 'quarantined'>,
  t: Translator,
) =>
  attachments.map(({ id, caption, file }) => {
    const href = `/submissions/${entry.id}/files/${id}`;
    const why = unbared.get(file.sha256);
    const kept = quarantineWords(quarantined.get(file.id), t);
    const bared = { state: why ? t('submissions:files.unbared', { why }) : '', mark: 'half', tone: 'warn' };
    return {
      name: file.name,
      caption,
      hash: file.sha256,
      size: file.bytes,
      href: kept ? '' : href,
      viewHref: !kept && isViewable(file.type) ? `${href}/view` : '',
      ...(kept ?? bared),
    };
  });

/** Where a problem stands on the page of its step. */
export const anchorOf = (pointer: string): string => {
  const [id, index, column] = pointer.slice(1).split('/');
  return index === undefined ? id! : `${id}-${index}-${column ?? 'text'}`;
};

/** What people call the field of a problem. */
export function labelOf(problem: FieldProblem, step: FormStep, locale: 'ru' | 'en'): string {
  const [id, index] = problem.pointer.slice(1).split('/');
  const field = step.fields.find((candidate) => candidate.id === id);
  const label = field ? (field.label[locale] ?? field.label.ru) : (id ?? '');
  return index === undefined ? label : `${label}, ${Number(index) + 1}`;
}
