import type { Cockpit } from './cockpit.reader.js';
import { Totals } from './cockpit-totals.js';
import type { Translator, Locale } from '../platform/web/i18n.js';
import { isOpen } from '../domain/cycles/stage.js';
import { formatDay, formatDeadline } from '../platform/web/format.js';

export function needsYou(
  { cycle, work, stages, regions, editions, now }: Cockpit,
  totals: Totals,
  t: Translator,
  locale: Locale,
) {
  const format = { locale, timeZone: cycle.timeZone, now, closesIn: cycle.timeZone };
  const base = `/cycles/${cycle.id}`;
  const screening = stages.find(({ kind }) => kind === 'screening');
  const intake = stages.find(({ kind }) => kind === 'intake');
  const isScreening = Boolean(screening && isOpen(screening, now));
  const empty = regions.filter(({ code }) => !totals.byRegion[code]).length;
  const sheets = (totals.admitted + totals.waiting) * (editions[0]?.reviewsPerEntry ?? 0);
  const tooOld = work.oldestWaiting && now.getTime() - work.oldestWaiting.getTime() > 5 * 24 * 3600_000;
  const items = [
    totals.waiting > 0 &&
      isScreening && {
        count: totals.waiting,
        title: t('cycles:due.screening', { n: totals.waiting }),
        note: work.oldestWaiting ? t('cycles:due.oldest', { day: formatDay(work.oldestWaiting, format) }) : '',
        href: `${base}/screening`,
        action: t('cycles:due.screen'),
        hot: Boolean(tooOld),
      },
    totals.returned > 0 && {
      count: totals.returned,
      title: t('cycles:due.returned', { n: totals.returned }),
      note: work.nextReturnDue
        ? t('cycles:due.nextTerm', { until: formatDeadline(work.nextReturnDue, format) })
        : t('cycles:due.termsOver'),
      href: `${base}/register?state=returned`,
      action: t('cycles:due.look'),
    },
    work.expertsInvited > 0 && {
      count: work.expertsInvited,
      title: t('cycles:due.invited', { n: work.expertsInvited }),
      note: t('cycles:due.invitedNote'),
      href: `${base}/experts`,
      action: t('cycles:due.look'),
    },
    work.expertsUndeclared > 0 && {
      count: work.expertsUndeclared,
      title: t('cycles:due.conflicts', { n: work.expertsUndeclared }),
      note: t('cycles:due.conflictsNote'),
      href: `${base}/experts`,
      action: t('cycles:due.look'),
    },
    totals.drafts > 0 &&
      intake &&
      isOpen(intake, now) && {
        count: totals.drafts,
        title: t('cycles:due.drafts', { n: totals.drafts }),
        note: t('cycles:due.draftsNote', { until: formatDeadline(intake.closesAt, format) }),
        href: `${base}/regions`,
        action: t('cycles:due.list'),
      },
    sheets > work.capacity && {
      count: sheets - work.capacity,
      title: t('cycles:due.capacity', { n: sheets - work.capacity }),
      note: t('cycles:due.capacityNote', { sheets, capacity: work.capacity }),
      href: `${base}/experts`,
      action: t('cycles:due.invite'),
    },
    empty > 0 && {
      count: empty,
      title: t('cycles:due.empty', { n: empty }),
      note: t('cycles:due.emptyNote'),
      href: `${base}/regions`,
      action: t('cycles:due.list'),
    },
  ];
  return cycle.state === 'announced' ? items.filter((item) => typeof item === 'object') : [];
}
