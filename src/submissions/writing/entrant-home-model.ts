import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../domain/kernel/actor.js';
import { isOfOrganisation, rightOn, type EntryRight } from '../../domain/submissions/entry-rights.js';
import { holds } from '../../domain/submissions/on-behalf.js';
import type { NextStep, Standing } from '../../domain/submissions/standing.js';
import { formatDeadline, formatInstant, formatRemaining } from '../../platform/web/format.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { standingWords } from '../entries/submission-words.js';
import type { ListedEntry } from '../register/register.queries.js';
import type { ClarificationTask } from './clarification-tasks.queries.js';
import type { CrossTask } from './cross-tasks.queries.js';
import { rowOf } from './entry-model.js';

/** An entry on the home of its people: its state in a word, and one next step. */
export function caseOf(
  { entry, standing, outcomes }: { entry: ListedEntry; standing: Standing; outcomes: string[] },
  { actor, request, t, now }: { actor: Actor; request: FastifyRequest; t: Translator; now: Date },
) {
  const { locale, timeZone } = request;
  const right = rightOn(actor, entry);
  const isReader = right === 'view' && isWriting(standing.next);
  const closesIn = entry.cycle.timeZone;
  const until = standing.until && !isReader ? standing.until : null;
  const row = rowOf(entry, t);
  return {
    ...row,
    href: isReader ? `/submissions/${entry.id}` : row.href,
    collaborates: isOfOrganisation(actor, entry)
      ? ''
      : t(holds(actor, entry) ? 'behalf:mine' : 'submissions:mine.collaborator', {
          organisation: entry.organisation.name,
        }),
    state: standingWords(standing, outcomes, t),
    isAward: standing.word === 'awarded',
    ...stepOf(entry.id, isWriting(standing.next) ? right : 'submit', { next: standing.next, t }),
    dueAt: until,
    due: until ? formatDeadline(until, { locale, timeZone, now, closesIn }) : '',
    left: until ? formatRemaining(now, until, locale) : '',
    year: entry.cycle.year,
  };
}

/** What waits for the reader and ends soonest. */
export function firstOf<Case extends { dueAt: Date | null; nextHref: string }>(cases: readonly Case[]): Case | null {
  const [first] = cases
    .filter(({ dueAt, nextHref: href }) => dueAt !== null && href !== '')
    .sort((a, b) => a.dueAt!.getTime() - b.dueAt!.getTime());
  return first ?? null;
}

const isWriting = (step: NextStep): boolean => ['continue', 'fix', 'submitChanges'].includes(step);

/** The next step of who holds the right: a reader has none, who may only write leaves submitting to others. */
function stepOf(id: string, right: EntryRight | null, { next, t }: { next: NextStep; t: Translator }) {
  if (right === 'view') return { next: t('submissions:next.readOnly'), nextHref: '', verb: '' };
  const href = right === 'edit' ? `/submissions/${id}/edit` : nextHref(id, next);
  const words = right === 'edit' ? 'continue' : next;
  return {
    next: t(right === 'edit' ? 'submissions:next.edit' : `submissions:next.${next}`),
    nextHref: href,
    verb: href && t(`submissions:next.verb.${words}`),
  };
}

/** Where the next step is done; empty where there is nothing to do. */
function nextHref(id: string, step: NextStep): string {
  switch (step) {
    case 'continue':
    case 'fix':
      return `/submissions/${id}/edit`;
    case 'submitChanges':
      return `/submissions/${id}/check`;
    case 'result':
      return `/submissions/${id}/result`;
    case 'readText':
      return `/submissions/${id}`;
    default:
      return '';
  }
}

/** What is to be done or read in the cross-review, on the reader's own clock; who dropped out is told so. */
export function tasksModel(tasks: readonly CrossTask[], now: Date, { locale, timeZone }: FastifyRequest) {
  const t = translator(locale);
  const format = { locale, timeZone, now };
  return tasks.flatMap(({ title, left, dropped, owing, readable, opensAt, closesAt, closesIn }) => {
    const own = { href: '/cross-reviews', link: t('cross:task.open') };
    const received = { href: '/cross-reviews/received', link: t('cross:task.read') };
    const read = { kind: '', lead: t('cross:task.readable', { title, n: readable }), text: '', ...received };
    const more = readable > 0 ? [read] : [];
    if (dropped) return [{ kind: 'no', lead: t('cross:task.dropped', { title }), text: '', ...own }, ...more];
    if (!owing) return more;
    const until = t('cross:task.until', { until: formatDeadline(closesAt, { ...format, closesIn }) });
    const opens = opensAt > now ? `${t('cross:task.opens', { at: formatInstant(opensAt, format) })} ` : '';
    return [{ kind: 'wait', lead: t('cross:task.owing', { n: left }), text: `${opens}${until}`, ...own }, ...more];
  });
}

/** What experts wait for, on the reader's own clock. */
export function clarificationsModel(
  rows: readonly ClarificationTask[],
  now: Date,
  { locale, timeZone }: FastifyRequest,
) {
  const t = translator(locale);
  return rows.map(({ entryId, title, waiting, dueAt, closesIn }) => ({
    kind: 'wait',
    lead: t('clarifications:task', { n: waiting, title: title || t('submissions:untitled') }),
    text: t('clarifications:taskUntil', { until: formatDeadline(dueAt, { locale, timeZone, now, closesIn }) }),
    href: `/submissions/${entryId}/clarifications`,
    link: t('clarifications:taskOpen'),
  }));
}
