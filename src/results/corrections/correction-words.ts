import type { EntryCard } from '../../domain/results/protocols/protocol.js';
import type { Stand, StandChange } from '../../domain/results/corrections/prepared-correction.js';
import type { CorrectionChange } from '../../domain/ranking/input.js';
import { shownDecimal } from '../../cycles/counting/rule-lines.js';
import { formatNumber } from '../../platform/web/format.js';
import type { Locale, Translator } from '../../platform/web/i18n.js';
import { placeText } from '../rankings/ranking-words.js';

interface Names {
  cards: Record<string, EntryCard>;
  experts: ReadonlyMap<string, string>;
  titles: ReadonlyMap<string, string>;
}

/** One thing that is set right, in a sentence. */
export function changeWords(
  change: CorrectionChange & { from: string | null },
  { cards, experts, titles }: Names,
  t: Translator,
): string {
  const entry = cards[change.entryId]?.title ?? '';
  const expert = 'expertId' in change ? (experts.get(change.expertId) ?? '') : '';
  switch (change.kind) {
    case 'entry-left-out':
      return t('corrections:change.entry-left-out', { entry });
    case 'sheet-left-out':
      return t('corrections:change.sheet-left-out', { entry, expert });
    case 'points': {
      const isLess = change.points.startsWith('-');
      const points = shownDecimal(change.points.replace('-', ''), t);
      return t(isLess ? 'corrections:change.points-less' : 'corrections:change.points-more', { entry, points });
    }
    case 'score':
      return t('corrections:change.score', {
        entry,
        expert,
        criterion: titles.get(change.criterionId) ?? '',
        from: change.from === null ? '—' : shownDecimal(change.from, t),
        to: shownDecimal(change.to, t),
      });
  }
}

const looks = {
  up: { mark: 'full', tone: 'ok' },
  down: { mark: 'half', tone: 'wait' },
  same: { mark: 'dash', tone: '' },
} as const;

/** An entry's stand before and after, and which way it went. */
export function standRow(
  { entryId, registerNumber, before, after }: StandChange,
  { cards, digits, locale, t }: { cards: Names['cards']; digits: number; locale: Locale; t: Translator },
) {
  const total = (stand: Stand | null) => (stand ? formatNumber(stand.totalShown, { locale, digits }) : '—');
  const place = (stand: Stand | null) => (stand ? placeText(stand.place) : '—');
  return {
    title: cards[entryId]?.title ?? registerNumber,
    about: [cards[entryId]?.region, registerNumber].filter(Boolean).join(' · '),
    placeBefore: place(before),
    placeAfter: place(after),
    totalBefore: total(before),
    totalAfter: total(after),
    isTotalSame: before?.total === after?.total,
    way: t(`corrections:way.${wayOf(before, after)}`),
    ...looks[wayOf(before, after)],
  };
}

function wayOf(before: Stand | null, after: Stand | null): 'up' | 'down' | 'same' {
  const [from, to] = [before?.place.from ?? Infinity, after?.place.from ?? Infinity];
  if (to < from) return 'up';
  return to > from ? 'down' : 'same';
}
