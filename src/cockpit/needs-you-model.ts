import type { Cockpit } from './cockpit.reader.js';
import { Totals } from './cockpit-totals.js';
import type { Translator, Locale } from '../platform/web/i18n.js';
import { closingSentence } from '../cycles/extensions/closing-words.js';
import { isOpen } from '../domain/cycles/stage.js';
import { localDateTime } from '../domain/kernel/local-day.js';
import { formatDay, formatDeadline, type TimeFormat } from '../platform/web/format.js';

export function needsYou(
  { cycle, work, stages, nominations, regions, editions, lost, questions, toPass, closing, openDrafts, now }: Cockpit,
  totals: Totals,
  { t, locale, reads, remindsOfDrafts }: { t: Translator; locale: Locale; reads: boolean; remindsOfDrafts: boolean },
) {
  const format = { locale, timeZone: cycle.timeZone, now, closesIn: cycle.timeZone };
  const base = `/cycles/${cycle.id}`;
  const screening = stages.find(({ kind }) => kind === 'screening');
  const isScreening = Boolean(screening && isOpen(screening, now));
  const empty = regions.filter(({ code }) => !totals.byRegion[code]).length;
  const sheets = (totals.admitted + totals.waiting) * (editions[0]?.reviewsPerEntry ?? 0);
  const tooOld = work.oldestWaiting && now.getTime() - work.oldestWaiting.getTime() > 5 * 24 * 3600_000;
  const items = [
    lost && {
      count: lost.minutes,
      title: t('cycles:needsYou.outage', { n: lost.minutes }),
      note: t('cycles:needsYou.outageNote', {
        spans: lost.outages.map(({ from, to }) => spanOf(from, to, format)).join(', '),
        until: formatDeadline(lost.closesAt, format),
      }),
      href: `${base}/extensions?reach=all&closesAt=${localDateTime(lost.closesAt, cycle.timeZone).slice(0, 16)}`,
      action: t('cycles:needsYou.extend'),
      hot: true,
    },
    totals.waiting > 0 &&
      isScreening && {
        count: totals.waiting,
        title: t('cycles:needsYou.screening', { n: totals.waiting }),
        note: work.oldestWaiting ? t('cycles:needsYou.oldest', { day: formatDay(work.oldestWaiting, format) }) : '',
        href: `${base}/screening`,
        action: t('cycles:needsYou.screen'),
        hot: Boolean(tooOld),
      },
    questions.oldest && {
      count: questions.open,
      title: t('questions:needs', { n: questions.open }),
      note: t('questions:needsNote', { day: formatDay(questions.oldest, format) }),
      href: `${base}/questions`,
      action: t('questions:needsVerb'),
      hot: now.getTime() - questions.oldest.getTime() > 3 * 24 * 3600_000,
    },
    toPass > 0 && {
      count: toPass,
      title: t('clarifications:needs', { n: toPass }),
      note: t('clarifications:needsNote'),
      href: `${base}/clarifications`,
      action: t('clarifications:needsVerb'),
      hot: true,
    },
    totals.returned > 0 && {
      count: totals.returned,
      title: t('cycles:needsYou.returned', { n: totals.returned }),
      note: work.nextReturnDue
        ? t('cycles:needsYou.nextTerm', { until: formatDeadline(work.nextReturnDue, format) })
        : t('cycles:needsYou.termsOver'),
      href: `${base}/register?state=returned`,
      action: t('cycles:needsYou.look'),
    },
    work.expertsInvited > 0 && {
      count: work.expertsInvited,
      title: t('cycles:needsYou.invited', { n: work.expertsInvited }),
      note: t('cycles:needsYou.invitedNote'),
      href: `${base}/experts`,
      action: t('cycles:needsYou.look'),
    },
    work.expertsUndeclared > 0 && {
      count: work.expertsUndeclared,
      title: t('cycles:needsYou.conflicts', { n: work.expertsUndeclared }),
      note: t('cycles:needsYou.conflictsNote'),
      href: `${base}/experts`,
      action: t('cycles:needsYou.look'),
    },
    openDrafts > 0 &&
      closing && {
        count: openDrafts,
        title: t('cycles:needsYou.drafts', { n: openDrafts }),
        note: t('cycles:needsYou.draftsNote', {
          closing: closingSentence(closing, { cycle, nominations }, { locale, now }),
        }),
        href: remindsOfDrafts ? `${base}/drafts` : `${base}/regions`,
        action: t(remindsOfDrafts ? 'cycles:needsYou.remind' : 'cycles:needsYou.list'),
      },
    sheets > work.capacity && {
      count: sheets - work.capacity,
      title: t('cycles:needsYou.capacity', { n: sheets - work.capacity }),
      note: t('cycles:needsYou.capacityNote', { sheets, capacity: work.capacity }),
      href: `${base}/experts`,
      action: t('cycles:needsYou.invite'),
    },
    empty > 0 && {
      count: empty,
      title: t('cycles:needsYou.empty', { n: empty }),
      note: t('cycles:needsYou.emptyNote'),
      href: `${base}/regions`,
      action: t('cycles:needsYou.list'),
    },
  ];
  if (cycle.state !== 'announced') return [];
  const due = items.filter((item) => item !== null && typeof item === 'object');
  // Entries and experts are no business of an administrator: the numbers stand there, and lead nowhere.
  return due.map((item) => (reads || item.href.startsWith(`${base}/stages`) ? item : { ...item, href: '' }));
}

/** «20 июня, 14:02–14:50», on the clocks of the contest. */
function spanOf(from: Date, to: Date, format: TimeFormat): string {
  const time = (instant: Date) => localDateTime(instant, format.timeZone).slice(11, 16);
  return `${formatDay(from, format)}, ${time(from)}–${time(to)}`;
}
