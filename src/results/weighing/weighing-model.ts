import type { EntryCard } from '../../domain/results/protocols/protocol.js';
import type { RankingWorth } from '../../domain/results/rankings/ranking-worth.js';
import type { Interval } from '../../domain/statistics/agreement.js';
import { formatNumber, formatPercent } from '../../platform/web/format.js';
import type { Locale, Translator } from '../../platform/web/i18n.js';
import { placeText } from '../rankings/ranking-words.js';
import type { Weighing } from './weighing.entity.js';

/** What the figures say of one entry, in numbers that can be drawn. */
export interface EntryWorth {
  raw: number;
  adjusted: number;
  se: number | null;
  place: number;
  from: number;
  to: number;
  winShare: number;
  /** Whether the sheets do not tell it apart from the next one. */
  isTiedBelow: boolean;
  /** Whether its interval has places on both sides of the line. */
  isAcross: boolean;
}

/** By entry id; empty where nothing could be told. */
export function entryWorths({ result, settings }: Pick<Weighing, 'result' | 'settings'>): Map<string, EntryWorth> {
  const { adjusted, stability } = result;
  if (!adjusted.identified || !stability) return new Map();
  const scores = new Map(adjusted.entries.map((entry) => [entry.entryId, entry]));
  const tied = new Set(stability.neighbours.filter(({ isSeparable }) => !isSeparable).map(({ above }) => above));
  return new Map(
    stability.entries.map(({ entryId, adjusted: score, place, from, to, winShare }) => [
      entryId,
      {
        raw: scores.get(entryId)!.raw,
        adjusted: score,
        se: scores.get(entryId)!.se,
        place,
        from,
        to,
        winShare,
        isTiedBelow: tied.has(entryId),
        isAcross: from <= settings.boundary && to > settings.boundary,
      },
    ]),
  );
}

/** «2-е (1–4)»: the place by the adjusted score and those between which it lies. */
export const placeInterval = ({ place, from, to }: Pick<EntryWorth, 'place' | 'from' | 'to'>, t: Translator): string =>
  t('results:weigh.place', { place, interval: placeText({ from, to }) });

const decisiveShown = 8;
const winnersShown = 20;
const listed = 5;

interface Facts {
  cards: Record<string, EntryCard>;
  numbers: ReadonlyMap<string, string>;
  experts: ReadonlyMap<string, string>;
  locale: Locale;
  t: Translator;
}

/** The figures of a ranking as a page tells them, each with a sentence. */
export function weighModel({ result, settings, seed, resultHash }: Weighing, facts: Facts) {
  const { t, locale } = facts;
  const { adjusted } = result;
  return {
    refusal: adjusted.identified ? null : notIdentified(result, facts),
    figures: figuresOf(result, { locale, t }),
    winners: winnersOf(result, facts),
    decisive: decisiveOf(result, facts),
    advice: adviceOf(result, facts),
    about: t('results:weigh.about', {
      draws: result.stability?.draws ?? 0,
      seed,
      boundary: settings.boundary,
      sheets: result.sheets,
    }),
    hash: resultHash,
  };
}

const titled = (id: string, { cards, numbers }: Facts) => `«${cards[id]?.title ?? numbers.get(id) ?? id}»`;

function notIdentified({ adjusted }: RankingWorth, facts: Facts) {
  const { t, numbers } = facts;
  if (adjusted.identified) return null;
  if (adjusted.reason === 'too-few')
    return { lead: t('results:weigh.tooFew.lead'), text: t('results:weigh.tooFew.text'), parts: [] };
  return {
    lead: t('results:weigh.parts.lead', { n: adjusted.parts.length }),
    text: t('results:weigh.parts.text'),
    parts: adjusted.parts.slice(0, 6).map(({ entries, experts }, index) => ({
      title: t('results:weigh.part', { n: index + 1, entries: entries.length, experts: experts.length }),
      names:
        entries
          .slice(0, 5)
          .map((id) => numbers.get(id) ?? id)
          .join(', ') + (entries.length > 5 ? '…' : ''),
    })),
  };
}

const bands = { alpha: [0.667, 0.8], icc21: [0.5, 0.75], icc2k: [0.75, 0.9], kendallW: [0.3, 0.7] } as const;
type Figure = keyof typeof bands;

function figuresOf({ agreement }: RankingWorth, { locale, t }: Pick<Facts, 'locale' | 't'>) {
  if (!agreement) return [];
  const shown = (value: number) => formatNumber(value.toFixed(2), { locale, digits: 2 });
  const said = (figure: Figure, interval: Interval | null) => {
    if (!interval) return [];
    const [low, high] = bands[figure];
    const grade = interval.value < low ? 'low' : interval.value < high ? 'middle' : 'high';
    const { from, to } = interval;
    const note = from === null || to === null ? '' : t('results:weigh.interval', { from: shown(from), to: shown(to) });
    return [
      {
        name: t(`results:weigh.${figure}`),
        value: shown(interval.value),
        note,
        words: t(`results:weigh.${figure}.${grade}`),
      },
    ];
  };
  const { alpha, icc21, icc2k, kendallW } = agreement;
  return [
    ...said('alpha', alpha),
    ...said('icc21', icc21),
    ...said('icc2k', icc2k),
    ...said('kendallW', kendallW === null ? null : { value: kendallW, from: null, to: null }),
  ];
}

function winnersOf({ stability }: RankingWorth, facts: Facts) {
  const { t, locale } = facts;
  const percent = (share: number) => formatPercent((share * 100).toFixed(0), { locale });
  return (stability?.winners ?? []).slice(0, winnersShown).map(({ entryId, winShare, withoutOneShare }) => ({
    title: titled(entryId, facts),
    share: percent(winShare),
    without: withoutOneShare === null ? '' : t('results:weigh.without', { share: percent(withoutOneShare) }),
    ...(winShare < 0.95 ? { mark: 'half', tone: 'wait' } : { mark: 'full', tone: 'ok' }),
  }));
}

function decisiveOf({ stability }: RankingWorth, facts: Facts): string[] {
  const { t, experts } = facts;
  const list = (ids: readonly string[]) =>
    ids
      .slice(0, listed)
      .map((id) => titled(id, facts))
      .join(', ');
  return (stability?.decisive ?? []).slice(0, decisiveShown).map(({ expertId, leaves, enters }) =>
    t('results:weigh.decisive', {
      expert: experts.get(expertId) ?? t('results:weigh.someExpert'),
      leaves: list(leaves),
      enters: list(enters) || t('results:weigh.nobody'),
    }),
  );
}

function adviceOf({ advice }: RankingWorth, facts: Facts) {
  const { t, locale, experts, numbers } = facts;
  if (!advice) return null;
  const shown = (value: number) => formatNumber(value.toFixed(2), { locale, digits: 2 });
  return {
    text: t('results:weigh.advice.text', { before: shown(advice.riskBefore), after: shown(advice.riskAfter) }),
    rows: advice.extra.map(({ entryId, expertId }) => ({
      title: titled(entryId, facts),
      number: numbers.get(entryId) ?? '',
      expert: experts.get(expertId) ?? '',
    })),
  };
}

/** Whose names the figures ask for. */
export function expertsNamed({ result }: Pick<Weighing, 'result'>): string[] {
  const { stability, advice } = result;
  return [
    ...(stability?.decisive ?? []).slice(0, decisiveShown).map(({ expertId }) => expertId),
    ...(advice?.extra ?? []).map(({ expertId }) => expertId),
  ];
}

/** Which entries they name. */
export function entriesNamed({ result }: Pick<Weighing, 'result'>): string[] {
  const { stability, advice } = result;
  return [
    ...(stability?.winners ?? []).slice(0, winnersShown).map(({ entryId }) => entryId),
    ...(stability?.decisive ?? [])
      .slice(0, decisiveShown)
      .flatMap(({ leaves, enters }) => [...leaves.slice(0, listed), ...enters.slice(0, listed)]),
    ...(advice?.extra ?? []).map(({ entryId }) => entryId),
  ];
}
