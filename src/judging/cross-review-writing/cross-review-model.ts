import type { FastifyRequest } from 'fastify';
import type { FormBody, FormAgain } from '../../platform/http/pages/forms.js';
import { formView, formWith } from '../../platform/http/pages/form-view.js';
import { endingOf } from '../../platform/files/files.js';
import { formatClock, formatInstant, formatSize } from '../../platform/web/format.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { readSections } from '../../submissions/writing/entry-form-model.js';
import { criteriaModel } from '../sheets/criteria-model.js';
import type { OwnReview } from '../cross-review/cross-review.queries.js';
import type { MyDuty, ReviewDesk, ReviewInput } from './cross-reviews.service.js';
import { dutyStatus, untilOf } from '../cross-review/cross-review-words.js';

/** The entrant's list: every own entry with what it owes. */
export function mineModel(duties: readonly MyDuty[], now: Date, request: FastifyRequest) {
  const t = translator(request.locale);
  return duties.map((duty) => ({
    id: duty.submissionId,
    title: duty.title,
    over: `${duty.number} · ${duty.scene.cycle.title}`,
    status: dutyStatus(duty.state, t),
    done: duty.submitted,
    total: duty.needed,
    note: noteOf(duty, now, request, t),
    noteKind: duty.state === 'dropped' ? 'no' : duty.state === 'done' ? 'ok' : 'wait',
    reviews: duty.reviews.map((review) => reviewRow(review, duty, t)),
  }));
}

function noteOf(duty: MyDuty, now: Date, request: FastifyRequest, t: Translator): string {
  const { locale, timeZone } = request;
  const { stage, rules } = duty.scene;
  const at = (instant: Date) => formatInstant(instant, { locale, timeZone, now });
  if (duty.state === 'owing' && stage && !duty.isOpened)
    return t('cross:mine.opens', { n: duty.needed, at: at(stage.opensAt), until: untilOf(duty.scene, now, request) });
  if (duty.state === 'owing')
    return t(`cross:mine.owing.${rules.unfinished}`, {
      n: duty.needed - duty.submitted,
      until: untilOf(duty.scene, now, request),
    });
  if (duty.state === 'excused') return t('cross:mine.excused', { reason: duty.excuseReason });
  return t(`cross:mine.${duty.state}`, { n: duty.submitted, of: duty.needed });
}

function reviewRow(review: OwnReview, { state, isOpened, scene }: MyDuty, t: Translator) {
  const readable = isOpened && state !== 'dropped' && state !== 'noted' && scene.stage !== null;
  return {
    id: review.id,
    title: review.title,
    number: review.number,
    nomination: review.nomination,
    comment: review.state === 'submitted' ? review.comment : '',
    ...(review.state === 'submitted'
      ? { word: t('cross:review.submitted'), mark: 'full', tone: 'ok', verb: t('cross:review.look') }
      : review.begun
        ? { word: t('cross:review.begun'), mark: 'half', tone: 'wait', verb: t('cross:review.go') }
        : { word: t('cross:review.open'), mark: 'empty', tone: '', verb: t('cross:review.start') }),
    href: readable ? `/cross-reviews/${review.id}` : '',
  };
}

/** A review as a form sends it. */
export function reviewInput(body: FormBody): ReviewInput {
  const grades = Object.entries(body).flatMap(([name, value]) =>
    name.startsWith('score-') && typeof value === 'string' && value !== ''
      ? [[name.slice('score-'.length), value]]
      : [],
  );
  return {
    version: Number(body['version'] ?? 0),
    comment: typeof body['comment'] === 'string' ? body['comment'] : '',
    grades: Object.fromEntries(grades) as Record<string, string>,
  };
}

/** The entry on the left, the comment with its points on the right. */
export function deskModel(
  desk: ReviewDesk,
  duty: MyDuty,
  { request, again }: { request: FastifyRequest; again: (FormAgain & { typed: ReviewInput }) | null },
) {
  const { locale, timeZone } = request;
  const t = translator(locale);
  const { review, scene, entry, revision, own, now } = desk;
  const frozen = review.state !== 'open';
  const form = again ? formView(again, request, { comment: t('cross:desk.comment') }) : formWith();
  const criteria = criteriaModel(
    { criteria: desk.criteria, cannotJudge: 'refuse', judging: scene.judging, entryFacts: scene.entryFacts },
    { scores: again?.typed.grades ?? review.grades, cannotJudge: [], remarks: {} },
    { t, frozen },
  );
  return {
    id: review.id,
    title: t('cross:desk.title', { title: revision.title }),
    over: `${entry.registerNumber} · ${entry.nomination.title}`,
    heading: revision.title,
    generated: entry.generated,
    facts: [
      { term: t('submissions:column.region'), value: revision.organisation['regionName'] },
      { term: t('submissions:column.organisation'), value: revision.organisation['name'] },
    ].filter(({ value }) => value),
    sections: readSections(desk.fields, revision.answers, locale),
    files: desk.files.map((file, index) => ({
      href: `/cross-reviews/${review.id}/files/${file.id}`,
      viewHref: '',
      caption: file.caption,
      name: file.name || t('judging:blind.file', { n: index + 1 }),
      facts: [endingOf(file.type), ...(file.bytes === null ? [] : [formatSize(file.bytes, locale)])].join(', '),
    })),
    filesHidden: desk.files.some(({ name }) => !name),
    progress: { done: duty.submitted, total: duty.needed, note: '' },
    deadline: t('cross:desk.until', { until: untilOf(scene, now, request) }),
    queue: {
      items: duty.reviews
        .filter(({ state, id }) => state === 'open' || id === review.id)
        .map(({ id, title }) => ({
          href: `/cross-reviews/${id}`,
          label: title,
          note: '',
          current: id === review.id,
        })),
      all: '/cross-reviews',
    },
    why: t('cross:desk.why', { title: own.title }),
    version: String(again?.typed.version ?? review.version),
    saved: review.savedAt
      ? t('judging:desk.saved', { time: formatClock(review.savedAt, timeZone) })
      : t('cross:desk.unsaved'),
    frozen:
      frozen && review.submittedAt
        ? t('cross:desk.frozen', { at: formatInstant(review.submittedAt, { locale, timeZone, now }) })
        : '',
    limit: scene.rules.commentLength,
    comment: again?.typed.comment ?? review.comment,
    criteria: criteria.map((criterion) => ({ ...criterion, remark: null })),
    form,
  };
}

/** Both versions side by side, for the one who saved later. */
export function staleFields(
  desk: ReviewDesk,
  { yours, theirs }: { yours: Omit<ReviewInput, 'version'>; theirs: Omit<ReviewInput, 'version'> },
  t: Translator,
) {
  const rows = [
    { label: t('cross:desk.comment'), yours: yours.comment, theirs: theirs.comment },
    ...desk.criteria.map(({ id, title }) => ({
      label: title,
      yours: yours.grades[id] ?? '',
      theirs: theirs.grades[id] ?? '',
    })),
  ];
  return rows.filter((row) => row.yours !== row.theirs);
}
