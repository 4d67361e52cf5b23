import { readTileGrid, tileMap } from '../platform/web/tile-map.js';
import type { Cockpit } from './cockpit.reader.js';
import type { Translator, Locale } from '../platform/web/i18n.js';
import { isTaking } from '../domain/cycles/closing.js';
import { isOpen } from '../domain/cycles/stage.js';
import { Totals, sum } from './cockpit-totals.js';
import { barChart, hourChart } from '../platform/web/charts.js';

const grid = readTileGrid();

export function runningWords({ stages, now, cycle, closing }: Cockpit, t: Translator): string {
  if (cycle.state !== 'announced') return t(`cycles:state.${cycle.state}`);
  const runs = (stage: Cockpit['stages'][number]) => (stage.kind === 'intake' ? isTaking(closing) : isOpen(stage, now));
  const running = stages.filter(runs).map(({ kind }) => t(`words:stage.${kind}`));
  return running.length > 0
    ? t('cycles:overview.running', { stages: running.join(', ') })
    : t('cycles:overview.between');
}

export function figuresOf({ work, regions, editions }: Cockpit, totals: Totals, t: Translator) {
  const sheets = (totals.admitted + totals.waiting) * (editions[0]?.reviewsPerEntry ?? 0);
  return [
    {
      label: t('cycles:figure.received'),
      value: String(totals.received),
      note: t('cycles:figure.lastDay', { n: work.lastDay }),
    },
    { label: t('cycles:figure.drafts'), value: String(totals.drafts), note: t('cycles:figure.notSubmitted') },
    {
      label: t('cycles:figure.regions'),
      value: String(Object.keys(totals.byRegion).length),
      note: t('cycles:figure.ofRegions', { n: regions.length }),
    },
    {
      label: t('cycles:figure.admitted'),
      value: String(totals.admitted),
      note: t('cycles:figure.rejected', { n: totals.rejected }),
    },
    {
      label: t('cycles:figure.experts'),
      value: String(work.expertsAccepted),
      note: t('cycles:figure.capacity', { n: work.capacity, sheets }),
    },
  ];
}

export function regionName({ regions }: Cockpit, code: string, locale: Locale): string {
  const region = regions.find((each) => each.code === code);
  return region ? nameIn(region, locale) : code;
}

export function mapOf({ regions }: Cockpit, { byRegion }: Totals, t: Translator, locale: Locale) {
  return tileMap({
    grid,
    counts: byRegion,
    labels: Object.fromEntries(regions.map((region) => [region.code, nameIn(region, locale)])),
    title: t('cycles:map.title', { n: Object.keys(byRegion).length }),
    thresholds: [2, 4, 8],
    words: (n) => t('cycles:map.words', { n }),
  });
}

export function mostWords(cockpit: Cockpit, { byRegion }: Totals, t: Translator, locale: Locale): string {
  const most = Object.entries(byRegion)
    .sort(([codeA, a], [codeB, b]) => b - a || (codeA < codeB ? -1 : 1))
    .slice(0, 3)
    .map(([code, n]) => `${regionName(cockpit, code, locale)}, ${n}`);
  return most.length > 0 ? t('cycles:map.most', { list: most.join('; ') }) : '';
}

export function nominationChart({ nominations, entries }: Cockpit) {
  return barChart(
    nominations.map(({ id, title }) => {
      const own = entries.filter(({ nominationId }) => nominationId === id);
      return {
        label: title,
        value: sum(own.filter(({ received }) => received)),
        second: sum(own.filter(({ state }) => state === 'draft')),
      };
    }),
  );
}

export function hoursOf({ hours, cycle, now }: Cockpit, t: Translator, locale: Locale) {
  const most = Math.max(0, ...hours.map(({ count }) => count));
  return {
    chart: hourChart({
      hours,
      format: { locale, timeZone: cycle.timeZone, now },
      title: t('cycles:hours.title', { n: sum(hours), most }),
      words: (clock, n) => t('cycles:hours.words', { clock, n }),
      nowWord: t('cycles:hours.now'),
    }),
    quiet: most === 0,
    most: t(most === 0 ? 'cycles:hours.none' : 'cycles:hours.most', { n: most }),
  };
}

const nameIn = (region: { nameRu: string; nameEn: string }, locale: Locale) =>
  locale === 'ru' ? region.nameRu : region.nameEn;
