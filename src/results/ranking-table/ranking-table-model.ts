import Fraction from 'fraction.js';
import type { FastifyRequest } from 'fastify';
import type { Titles } from '../../cycles/counting/rule-words.js';
import type { SelectedRow } from '../../domain/selection/selection.js';
import { intervalPlot, type IntervalPlot } from '../../platform/web/charts.js';
import { formatNumber } from '../../platform/web/format.js';
import { translator, type Locale, type Translator } from '../../platform/web/i18n.js';
import { inOrder, outcomeStatus } from '../awards/outcome-words.js';
import { placeText, secondWords, selectionReason, unrankedWords } from '../rankings/ranking-words.js';
import { entryWorths, placeInterval, type EntryWorth } from '../weighing/weighing-model.js';
import type { Weighing } from '../weighing/weighing.entity.js';
import type { Standing } from '../rankings/rankings.queries.js';
import type { ShownRow } from './ranking-table.queries.js';
import type { RankingPage } from './ranking-table.reader.js';
import { endsOf } from '../../domain/judging/score-sheet.js';

const z95 = 1.96;

interface TableFacts {
  cycleId: string;
  found: RankingPage;
  titles: Titles;
}

/** The table of a ranking: exact places and totals, and beside them what they are worth, where it is known. */
export function tableModel(facts: TableFacts, request: FastifyRequest) {
  const { found, titles } = facts;
  const { weighing, shown, ranked } = found;
  const t = translator(request.locale);
  const worths = weighing ? entryWorths(weighing) : new Map<string, EntryWorth>();
  const plot = plotOf(
    [...worths.values()],
    shown.ranked.flatMap(({ entryId }) => worths.get(entryId) ?? []),
    weighing,
  );
  const selected = new Map(shown.ranked.map((row) => [row.entryId, row.selected]));
  const last = ranked.findLast((row) => row.selected?.selected)?.entryId;
  const count = ranked.filter((row) => row.selected?.selected).length;
  const maximum = greatestTotal(found);
  return {
    weighed: worths.size > 0,
    axis: plot?.axis ?? null,
    rows: found.rows.flatMap(({ standing, ...beside }) =>
      'place' in standing
        ? {
            ...rowModel(standing, beside, {
              ...facts,
              maximum,
              selected: selected.get(standing.entryId),
              locale: request.locale,
              t,
            }),
            ...worthModel(worths.get(standing.entryId) ?? null, { plot, locale: request.locale, t }),
            line: standing.entryId === last && last !== ranked.at(-1)?.entryId ? lineWords(count, worths, t) : '',
          }
        : [],
    ),
    unranked: found.rows.flatMap(({ standing, title, region }) =>
      'place' in standing
        ? []
        : {
            correctHref: `/cycles/${facts.cycleId}/corrections/new?entry=${standing.entryId}`,
            number: standing.registerNumber,
            title,
            region,
            reason: unrankedWords(standing, titles, t),
          },
    ),
    shown: [
      t('results:ranking.shown', { n: shown.ranked.length, of: ranked.length }),
      ...(found.hidden > 0 ? [t('results:ranking.hidden', { n: found.hidden })] : []),
    ].join('. '),
    unrankedShown:
      shown.unranked.length < found.unranked.length
        ? t('results:ranking.shown', { n: shown.unranked.length, of: found.unranked.length })
        : '',
    hasMore: shown.ranked.length < ranked.length || shown.unranked.length < found.unranked.length,
  };
}

function rowModel(
  row: Standing,
  beside: Omit<ShownRow, 'standing'>,
  {
    cycleId,
    maximum,
    selected,
    titles,
    locale,
    t,
  }: TableFacts & {
    /** The greatest total that is possible. */
    maximum: Fraction;
    selected: SelectedRow | null | undefined;
    locale: Locale;
    t: Translator;
  },
) {
  const assigned = beside.assigned ?? row.sheets;
  const share = maximum.equals(0) ? new Fraction(0) : new Fraction(row.total).div(maximum).mul(100);
  const held = inOrder(beside.outcomes.map((outcome) => ({ outcome })));
  return {
    href: `/cycles/${cycleId}/ranking/${row.entryId}`,
    place: placeText(row.place),
    number: row.registerNumber,
    title: beside.title,
    region: beside.region,
    total: row.totalShown,
    second: row.second ? secondWords(row.second, locale, t) : '',
    value: Math.min(100, Math.max(0, Number(share.round(2).toString()))),
    sheets: t('results:sheetsOf', { n: row.sheets, of: assigned }),
    late: row.sheets < assigned,
    shared: row.place.from !== row.place.to,
    awards: held.map(({ outcome }) => outcomeStatus(outcome, t)),
    honoured: held.some(({ outcome }) => outcome !== 'recommended' && outcome !== 'reserve'),
    selected: selected?.selected ?? false,
    why: selected ? selectionReason(selected.reason, titles, t) : '',
  };
}

function worthModel(
  worth: EntryWorth | null,
  { plot, locale, t }: { plot: IntervalPlot | null; locale: Locale; t: Translator },
) {
  if (!worth) return { worth: null, across: false };
  const shown = (value: number) => formatNumber(value.toFixed(2), { locale, digits: 2 });
  const { adjusted, se, raw, isAcross, isTiedBelow } = worth;
  const half = z95 * (se ?? 0);
  return {
    across: isAcross,
    worth: {
      adjusted: shown(adjusted),
      margin: se === null ? '' : `± ${shown(half)}`,
      place: placeInterval(worth, t),
      tied: isTiedBelow,
      plot: plot?.row({
        low: String(adjusted - half),
        high: String(adjusted + half),
        point: String(adjusted),
        raw: String(raw),
      }),
    },
  };
}

/** One axis for the rows that are shown; the line lies between the two scores beside it. */
function plotOf(all: EntryWorth[], shown: EntryWorth[], weighing: Weighing | null): IntervalPlot | null {
  if (!weighing || shown.length === 0) return null;
  const ends = shown.flatMap(({ adjusted, se, raw }) => [adjusted - z95 * (se ?? 0), adjusted + z95 * (se ?? 0), raw]);
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  const sorted = all.map(({ adjusted }) => adjusted).sort((a, b) => b - a);
  const { boundary } = weighing.settings;
  const isInside = boundary >= 1 && boundary < sorted.length;
  const cut = isInside ? (sorted[boundary - 1]! + sorted[boundary]!) / 2 : null;
  const seen = cut !== null && cut >= from && cut <= to ? cut : null;
  // A number under the word of the line could not be read.
  const ticks = ticksOf(from, to).filter((tick) => seen === null || Math.abs(Number(tick) - seen) > (to - from) / 6);
  return intervalPlot({ from: String(from), to: String(to), ticks, cut: seen === null ? null : String(seen) });
}

/** Three to six round numbers in the range. */
function ticksOf(from: number, to: number): string[] {
  const rough = (to - from) / 5 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough)!;
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, index) =>
    ((first + index) * step).toFixed(digits),
  );
}

function lineWords(count: number, worths: ReadonlyMap<string, EntryWorth>, t: Translator): string {
  const across = [...worths.values()].filter(({ isAcross }) => isAcross).length;
  const line = t('results:select.line', { n: count });
  return across > 1 ? `${line} ${t('results:weigh.line', { n: across })}` : line;
}

/** The greatest total by the criteria, or that of the best where facts and bonus points lift it higher. */
function greatestTotal({ input: { criteria, rule }, ranked }: RankingPage): Fraction {
  const byCriteria = criteria.reduce((sum, { id, weight, scaleMax }) => {
    const most = endsOf({ scaleMin: '0', scaleMax, kind: rule.kinds?.[id] }).scaleMax;
    return sum.add(new Fraction(weight).mul(new Fraction(most)));
  }, new Fraction(0));
  const best = new Fraction(ranked[0]?.total ?? 0);
  const isOtherwise = rule.combine === 'mean' || rule.normalise || byCriteria.lt(best);
  return isOtherwise ? best : byCriteria;
}
