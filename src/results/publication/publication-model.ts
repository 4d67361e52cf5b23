import type { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { dayOf } from '../../domain/kernel/local-day.js';
import { isPublic } from '../../domain/results/publication/publication-instant.js';
import { view, type View } from '../../platform/http/pages/page.js';
import { formatDay, formatInstant } from '../../platform/web/format.js';
import { translator, type Locale, type Translator } from '../../platform/web/i18n.js';
import type { PublicationDraft } from './publications.service.js';
import { outcomeStatus } from '../awards/outcome-words.js';

/** From when everybody reads it, and where. */
export function publishedModel(
  published: { number: number; publishAt: Date },
  facts: { now: Date; year: number; instant: (at: Date) => string; t: ReturnType<typeof translator> },
) {
  const visible = isPublic(published, facts.now);
  const at = facts.instant(published.publishAt);
  return {
    visible,
    lead: facts.t(visible ? 'results:publication.isPublic' : 'results:publication.waits', { at }),
    href: `/results/${facts.year}`,
  };
}

/** Until when the results are to be published, and whether that day has passed without. */
export function dueWords(
  due: string | null,
  facts: {
    now: Date;
    timeZone: string;
    published: boolean;
    day: (on: string) => string;
    t: ReturnType<typeof translator>;
  },
) {
  if (!due || facts.published) return null;
  const late = dayOf(facts.now, facts.timeZone) > due;
  return {
    late,
    text: facts.t(late ? 'results:publication.overdue' : 'results:publication.due', { day: facts.day(due) }),
  };
}

/** The field of the reason, where one may be needed: always for a later publication, after the term for the first. */
export function reasonAsked(
  due: string | null,
  { isLater, late, day, t }: { isLater: boolean; late: boolean; day: (on: string) => string; t: Translator },
) {
  if (isLater)
    return { label: t('results:publication.reason'), hint: t('results:publication.reasonHint'), optional: false };
  if (!due) return null;
  const hint = t('results:publication.reasonLateHint', { day: day(due) });
  return { label: t('results:publication.reasonLate'), hint, optional: !late };
}

/** The page that shows what is about to be published, and asks once more. */
export function confirmation(
  draft: PublicationDraft,
  facts: { cycle: Cycle; now: Date; protocol: string; publishAt: string; locale: Locale },
): View {
  const { cycle, now, locale } = facts;
  const t = translator(locale);
  const format = { locale, timeZone: cycle.timeZone, now, year: 'always' as const };
  const nominations = [...new Set(draft.items.map(({ nomination }) => nomination))];
  return view('pages/results/publication/publish', {
    action: `/cycles/${cycle.id}/publication`,
    back: { href: `/cycles/${cycle.id}/publication`, label: t('results:publish.back') },
    lead: t('results:publish.lead', { number: draft.number }),
    facts: [
      { term: t('results:publish.decisions'), value: t('results:publication.items', { n: draft.items.length }) },
      {
        term: t('results:publish.visible'),
        value: draft.publishAt <= now ? t('results:publish.atOnce') : formatInstant(draft.publishAt, format),
      },
      { term: t('results:publish.letters'), value: t('results:publish.told', { n: draft.told.length }) },
      ...(draft.reason ? [reasonRow(draft, (on) => formatDay(on, format), t)] : []),
    ],
    nominations: nominations.map((title) => ({
      title,
      rows: draft.items
        .filter(({ nomination }) => nomination === title)
        .map((item) => ({
          ...outcomeStatus(item.outcome, t),
          title: item.title,
          by: `${item.organisationName}, ${item.regionName}`,
          number: item.registerNumber,
        })),
    })),
    nobody: draft.nobody.map(({ nomination, outcome, reason }) => ({
      title: `${nomination}. ${t(`results:nobody.${outcome}`)}`,
      reason: reason ?? '',
    })),
    listHash: draft.listHash,
    fields: {
      protocol: facts.protocol,
      publishAt: facts.publishAt,
      reason: draft.reason,
      listHash: draft.listHash,
    },
  });
}

function reasonRow({ overdue, reason }: PublicationDraft, day: (on: string) => string, t: Translator) {
  if (!overdue) return { term: t('results:publication.reason'), value: reason };
  return {
    term: t('results:publication.reasonLate'),
    value: t('results:publication.wasLate', { day: day(overdue), reason }),
  };
}
