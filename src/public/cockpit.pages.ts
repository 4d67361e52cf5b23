import { Controller, Get, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { cycleSide } from '../cycles/stages/cycle-navigation.js';
import { cycleStrip } from '../cycles/stages/cycle-strip.js';
import { CyclesService } from '../cycles/year/cycles.service.js';
import { isOpen } from '../domain/cycles/stage.js';
import { view, type View } from '../platform/http/pages/page.js';
import { fieldWords } from '../platform/http/problems/problem.js';
import { signedIn } from '../platform/http/request.js';
import { barChart, hourChart } from '../platform/web/charts.js';
import { formatClock, formatDay, formatDeadline, formatInstant } from '../platform/web/format.js';
import { translator, type Locale, type Translator } from '../platform/web/i18n.js';
import { readTileGrid, tileMap } from '../platform/web/tile-map.js';
import { stateWord } from '../submissions/entries/submission-words.js';
import { CockpitReader, type Cockpit } from './cockpit.reader.js';

const grid = readTileGrid();

/** The first page of a cycle for those who run it: what is going on, and what waits for them. */
@Controller('cycles')
export class CockpitPages {
  constructor(
    private readonly reader: CockpitReader,
    private readonly cycles: CyclesService,
  ) {}

  @Get(':id')
  async overview(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    const actor = signedIn(request);
    const { locale, timeZone } = request;
    const t = translator(locale);
    const cockpit = await this.reader.read(actor, id);
    const { cycle, stages, now } = cockpit;
    const totals = totalsOf(cockpit);
    const frame = {
      side: cycleSide(t, id, 'overview', { screening: totals.waiting }),
      sideLabel: t('cycles:side.label', { year: String(cycle.year) }),
      heading: t('cycles:heading', { year: String(cycle.year) }),
      id,
    };
    if (cycle.state === 'draft')
      return view('pages/cycles/preparing', {
        ...frame,
        lead: t('cycles:preparing.lead'),
        mayEdit: cockpit.mayEdit,
        missing: (await this.cycles.lint(actor, id)).map((problem) => ({
          text: fieldWords(problem, t),
          href: `/cycles/${id}/${pageOf(problem.pointer)}`,
        })),
      });
    const at = formatClock(now, cycle.timeZone);
    return view('pages/cycles/overview', {
      ...frame,
      lead: t('cycles:overview.lead', { stage: runningWords(cockpit, t), at }),
      generated: cycle.generated,
      strip: stages.length > 0 ? cycleStrip(cycle, stages, { now, locale, timeZone }) : null,
      bare: true,
      figures: figuresOf(cockpit, totals, t),
      due: dueOf(cockpit, totals, t, locale),
      map: mapOf(cockpit, totals, t, locale),
      most: mostWords(cockpit, totals, t, locale),
      nominations: nominationChart(cockpit),
      hours: hoursOf(cockpit, t, locale),
      latest: cockpit.latest.map((entry) => ({
        at: formatInstant(entry.submittedAt ?? entry.savedAt, { locale, timeZone: cycle.timeZone, now }).replace(
          / МСК$| MSK$/,
          '',
        ),
        number: entry.registerNumber ?? '',
        title: entry.title,
        href: `/submissions/${entry.id}`,
        region: regionName(cockpit, entry.regionCode, locale),
        status: stateWord(entry.state, t),
      })),
      shown: t('cycles:overview.shown', { n: cockpit.latest.length, all: totals.received }),
      isRunning: cycle.state === 'announced',
      mayEdit: cockpit.mayEdit,
    });
  }

  @Get(':id/regions')
  async regions(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const { rules, entries, regions } = await this.reader.regions(signedIn(request), id);
    const rows = regions.map(({ code, nameRu, nameEn, districtRu }) => {
      const own = entries.filter(({ regionCode }) => regionCode === code);
      const count = (wanted: (entry: (typeof own)[number]) => boolean) => sum(own.filter(wanted));
      return {
        name: locale === 'ru' ? nameRu : nameEn,
        district: districtRu ?? '',
        received: count(({ received }) => received),
        drafts: count(({ state }) => state === 'draft'),
        admitted: count(({ state }) => state === 'admitted'),
        href: `/cycles/${id}/register?regionCode=${code}`,
      };
    });
    rows.sort((a, b) => b.received - a.received || b.drafts - a.drafts || (a.name < b.name ? -1 : 1));
    return view('pages/cycles/regions', {
      side: cycleSide(t, id, 'overview'),
      sideLabel: t('cycles:side.label', { year: String(rules.cycle.year) }),
      heading: t('cycles:regions.heading'),
      lead: t('cycles:regions.lead', { n: rows.filter(({ received }) => received > 0).length, all: rows.length }),
      rows,
    });
  }
}

/** Where a missing thing is put right. */
function pageOf(pointer: string): string {
  const place = pointer.split('/')[1] ?? '';
  return place === 'edition' ? 'regulation' : place;
}

const sum = (entries: readonly { count: number }[]): number => entries.reduce((total, { count }) => total + count, 0);

function totalsOf({ entries }: Cockpit) {
  const count = (wanted: (entry: Cockpit['entries'][number]) => boolean) => sum(entries.filter(wanted));
  const byRegion: Record<string, number> = {};
  for (const { regionCode, received, count: n } of entries)
    if (received) byRegion[regionCode] = (byRegion[regionCode] ?? 0) + n;
  return {
    received: count(({ received }) => received),
    drafts: count(({ state }) => state === 'draft'),
    waiting: count(({ state }) => state === 'submitted'),
    returned: count(({ state }) => state === 'returned'),
    admitted: count(({ state }) => state === 'admitted'),
    rejected: count(({ state }) => state === 'rejected'),
    byRegion,
  };
}
type Totals = ReturnType<typeof totalsOf>;

function runningWords({ stages, now, cycle }: Cockpit, t: Translator): string {
  if (cycle.state !== 'announced') return t(`cycles:state.${cycle.state}`);
  const running = stages.filter((stage) => isOpen(stage, now)).map(({ kind }) => t(`words:stage.${kind}`));
  return running.length > 0
    ? t('cycles:overview.running', { stages: running.join(', ') })
    : t('cycles:overview.between');
}

function figuresOf({ work, regions, editions }: Cockpit, totals: Totals, t: Translator) {
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

function dueOf(
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

const nameIn = (region: { nameRu: string; nameEn: string }, locale: Locale) =>
  locale === 'ru' ? region.nameRu : region.nameEn;

function regionName({ regions }: Cockpit, code: string, locale: Locale): string {
  const region = regions.find((each) => each.code === code);
  return region ? nameIn(region, locale) : code;
}

function mapOf({ regions }: Cockpit, { byRegion }: Totals, t: Translator, locale: Locale) {
  return tileMap({
    grid,
    counts: byRegion,
    labels: Object.fromEntries(regions.map((region) => [region.code, nameIn(region, locale)])),
    title: t('cycles:map.title', { n: Object.keys(byRegion).length }),
    thresholds: [2, 4, 8],
    words: (n) => t('cycles:map.words', { n }),
  });
}

function mostWords(cockpit: Cockpit, { byRegion }: Totals, t: Translator, locale: Locale): string {
  const most = Object.entries(byRegion)
    .sort(([codeA, a], [codeB, b]) => b - a || (codeA < codeB ? -1 : 1))
    .slice(0, 3)
    .map(([code, n]) => `${regionName(cockpit, code, locale)}, ${n}`);
  return most.length > 0 ? t('cycles:map.most', { list: most.join('; ') }) : '';
}

function nominationChart({ nominations, entries }: Cockpit) {
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

function hoursOf({ hours, cycle, now }: Cockpit, t: Translator, locale: Locale) {
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
