import type { FastifyRequest } from 'fastify';
import type { Answers, FormField } from '../../domain/cycles/form.js';
import type { FieldProblem, Refusal } from '../../domain/kernel/refusal.js';
import type { RefusalDetail } from '../../domain/kernel/refusal-detail.js';
import { wordDiff } from '../../domain/kernel/word-diff.js';
import { isInPlay } from '../../domain/submissions/region-quota.js';
import { progressOf } from '../../domain/submissions/completeness.js';
import { endingOf } from '../../platform/files/files.js';
import { fieldWords } from '../../platform/http/problems/problem.js';
import { formatClock, formatSize } from '../../platform/web/format.js';
import { translator, type Locale, type Translator } from '../../platform/web/i18n.js';
import { isViewable } from '../files/file-view.js';
import { fileLimits, type FileLimits } from '../files/file-limits.js';
import { fieldModel, problemsIn, stepsOf, wordsIn } from './entry-form-model.js';
import { anchorOf, headOf, labelOf, quarantineWords, refusalModel, stepList } from './entry-model.js';
import { changedClosedOf, closedModel } from './open-fields-model.js';
import type { EntryPage } from './submissions.reader.js';
import { unsentOf } from './unsent-model.js';
import { printsOf, type TypedStep } from './typed-step.js';

export interface FileRefusal {
  field: string;
  name: string;
  refusal: Refusal;
}

/** A field that two have changed in the same place, on the page. */
export interface Clash {
  field: string;
  theirs: unknown;
  changedBy: string | null;
  changedAt: Date;
  isOwn: boolean;
  /** The version from which the own text was typed. */
  since: number;
}

/** How a page of the form is to be shown. */
export interface EditWish {
  step: number;
  addTo?: string | undefined;
  showErrors?: boolean;
  /** Why what was typed is not kept; it stands in the form as typed. */
  refused?: FieldProblem[];
  fileRefusals?: readonly FileRefusal[];
  clashes?: readonly Clash[];
  /** The version that the page hands out, where it is not the entry's as it was read. */
  version?: number;
}

export function clashesOf(
  { fields = [], theirs }: Extract<RefusalDetail, { code: 'stale-edit' }>,
  { version }: TypedStep,
): Clash[] {
  return fields.map(({ field, ...by }) => ({
    ...by,
    field,
    theirs: (theirs as Answers)[field],
    since: typeof version === 'number' ? version : (version[field] ?? 0),
  }));
}

/** A page of the form: its fields with what was typed, what is wrong, and what others wrote in the same place. */
export function editModel(page: EntryPage, request: FastifyRequest, want: EditWish) {
  const { locale } = request;
  const t = translator(locale);
  const { entry, answers, form } = page;
  const steps = stepsOf(form.fields, locale);
  const current = steps[want.step - 1] ?? steps[0]!;
  // A fresh step shows only what is wrong, not everything that is still empty; after the check the gaps show too.
  const problems = want.refused ?? problemsIn(current.fields, answers, want.showErrors ?? false);
  const progress = progressOf(form.fields, answers);
  const clashes = new Map((want.clashes ?? []).map((clash) => [clash.field, clash]));
  const unsent = unsentOf(page, request);
  const address = `/submissions/${entry.id}/edit?step=${current.number}`;
  return {
    ...headOf(page, request, t),
    step: {
      number: current.number,
      title: current.title,
      last: current.number === steps.length,
      back: current.number > 1 ? String(current.number - 1) : 'list',
    },
    steps: stepList(page, steps, current.number, answers, t),
    fields: current.fields.map((field) => ({
      ...(field.type === 'files'
        ? filesModel(field, page, { request, problems, refused: want.fileRefusals ?? [] })
        : fieldModel(field, answers, { locale, t, problems, addTo: want.addTo })),
      ...earlierHint(field, page, request),
      closed: closedModel(field, page, locale),
      clash: clashModel(field, answers[field.id], clashes.get(field.id), request),
    })),
    putBack: changedClosedOf(page).length > 0,
    clashes: clashes.size > 0 ? t('submissions:clash.some', { n: clashes.size }) : '',
    errors: problems.map((problem) => ({
      href: `#${anchorOf(problem.pointer)}`,
      text: `${labelOf(problem, current, locale)}: ${fieldWords(problem, t)}`,
    })),
    formModel: {
      id: 'entry',
      action: address,
      autosave: address,
      byField: true,
      steps: true,
      state: entry.state,
      multipart: current.fields.some(({ type }) => type === 'files'),
    },
    version: String(want.version ?? entry.version),
    was: printsOf(current.fields, page.answers),
    rail: {
      percent: progress.required ? Math.floor((100 * progress.answered) / progress.required) : 100,
      quota:
        entry.nomination.quotaPerRegion === null
          ? t('submissions:edit.quota.none')
          : t('submissions:edit.quota.text', {
              inPlay: page.inPlay + (isInPlay(entry.state) ? 1 : 0),
              quota: entry.nomination.quotaPerRegion,
            }),
    },
    savedText: t('submissions:edit.saved', { time: formatClock(entry.savedAt, request.timeZone) }),
    unsent,
    notSubmitted: !entry.revisionId
      ? t('submissions:edit.notSubmitted')
      : unsent
        ? t('submissions:edit.resubmit')
        : t('submissions:edit.inForce', { n: entry.revisions }),
  };
}

/** Of a question that was asked otherwise in the entry from which this one goes on: how it was asked then. */
function earlierHint({ id, hint }: FormField, { earlierQuestions }: EntryPage, { locale }: FastifyRequest) {
  const earlier = earlierQuestions.get(id);
  if (!earlier) return {};
  const t = translator(locale);
  const changed = t('submissions:continued.changed', { earlier: wordsIn(earlier, locale) });
  return { hint: [changed, wordsIn(hint, locale)].filter(Boolean).join(' ') };
}

function filesModel(
  field: Extract<FormField, { type: 'files' }>,
  { entry, answers, attachments, quarantined }: EntryPage,
  facts: { request: FastifyRequest; problems: readonly FieldProblem[]; refused: readonly FileRefusal[] },
) {
  const { request, problems } = facts;
  const refused = facts.refused.filter((one) => one.field === field.id);
  const here = attachments.filter((attachment) => attachment.field === field.id);
  const limits = fileLimits(field);
  const taken = here.reduce((sum, { file }) => sum + file.bytes, 0);
  const t = translator(request.locale);
  return {
    ...fieldModel(field, answers, { locale: request.locale, t: translator(request.locale), problems }),
    limits,
    room: t('submissions:files.room', {
      n: here.length,
      max: limits.maxFiles,
      size: formatSize(taken, request.locale),
    }),
    isFull: here.length >= limits.maxFiles,
    files: here.map(({ id, caption, createdAt, file }) => {
      const href = `/submissions/${entry.id}/files/${id}`;
      const kept = quarantineWords(quarantined.get(file.id), t);
      return {
        id,
        caption,
        hash: file.sha256,
        canMove: here.length > 1,
        name: file.name,
        size: file.bytes,
        image: file.type.startsWith('image/'),
        at: formatClock(createdAt, request.timeZone),
        href: kept ? '' : href,
        viewHref: !kept && isViewable(file.type) ? `${href}/view` : '',
        ...(kept ?? { state: t('submissions:files.stored'), mark: 'full', tone: 'ok' }),
      };
    }),
    waits: here.some(({ file }) => quarantined.get(file.id) === ''),
    types: filesHint(limits, request.locale),
    error: refused.length > 0 ? fileFaults(refused, request) : undefined,
  };
}

/** Both texts with what each has that the other has not. */
function clashModel(field: FormField, yours: unknown, clash: Clash | undefined, request: FastifyRequest) {
  if (!clash) return undefined;
  const t = translator(request.locale);
  const label = wordsIn(field.label, request.locale);
  const [mine, theirs] = [plain(yours), plain(clash.theirs)];
  const runs = wordDiff(theirs, mine);
  const time = formatClock(clash.changedAt, request.timeZone);
  return {
    field: field.id,
    since: String(clash.since),
    title: t('submissions:clash.title', { label }),
    by: clash.isOwn
      ? t('submissions:clash.own', { time })
      : t('submissions:clash.by', { name: clash.changedBy ?? t('submissions:clash.somebody'), time }),
    mine: sideOf(runs, 'new', t),
    theirs: sideOf(runs, 'gone', t),
    both: field.type === 'textarea' ? `${theirs}\n\n${mine}` : '',
    canJoin: field.type === 'textarea',
  };
}

/** The runs of one side; one without any text is said to be empty. */
function sideOf(runs: ReturnType<typeof wordDiff>, kind: 'new' | 'gone', t: Translator) {
  const side = runs.filter((run) => run.kind === 'same' || run.kind === kind);
  const isEmpty = side.every(({ text }) => text.trim() === '');
  return isEmpty
    ? [{ text: t('submissions:clash.empty'), differs: false }]
    : side.map((run) => ({ text: run.text, differs: run.kind === kind }));
}

function plain(answer: unknown): string {
  if (answer === null || answer === undefined) return '';
  if (Array.isArray(answer))
    return answer
      .map((item) => (typeof item === 'object' ? Object.values(item as object).join(' · ') : String(item)))
      .join('\n');
  return String(answer);
}

/** What a field takes, as its page says it. */
function filesHint({ allowed, maxFiles, maxBytes }: FileLimits, locale: Locale): string {
  const facts = { types: allowed.map(endingOf).join(', '), max: maxFiles, size: formatSize(maxBytes, locale) };
  return translator(locale)('submissions:files.hint', facts);
}

/** What was wrong with each file that is not kept, and what helps. */
function fileFaults(refused: readonly FileRefusal[], request: FastifyRequest): string {
  const t = translator(request.locale);
  return refused
    .map(({ name, refusal }) => {
      if (refusal.detail.code === 'too-large') {
        const size = formatSize(refusal.detail.limitBytes, request.locale);
        return t('submissions:files.tooLarge', { name, size });
      }
      if (refusal.detail.code === 'invalid-input')
        return [name && `${name}: `, ...refusal.detail.problems.map((problem) => fieldWords(problem, t))].join('');
      const { detail, remedy } = refusalModel(refusal, request)!;
      return `${detail} ${remedy}`;
    })
    .join(' ');
}
