import { Controller, Get, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { cycleStrip, stageTitle } from '../cycles/stages/cycle-strip.js';
import { withKinds } from '../cycles/criteria/criteria.queries.js';
import { askedWords } from '../cycles/criteria/criterion-words.js';
import { closingSentence, hasLonger } from '../cycles/extensions/closing-words.js';
import { outcomeStatus } from '../library/practice-outcome-words.js';
import type { Practice } from '../library/practice.entity.js';
import { exact } from '../domain/kernel/decimal.js';
import { isTaking } from '../domain/cycles/closing.js';
import { isOpen } from '../domain/cycles/stage.js';
import { view, type View } from '../platform/http/pages/page.js';
import { actorOf } from '../platform/http/request.js';
import { formatDay, formatDeadline, formatInstant, formatSpan } from '../platform/web/format.js';
import { translator, type Locale, type Translator } from '../platform/web/i18n.js';
import { readTileGrid, tileMap, type TileMap } from '../platform/web/tile-map.js';
import { yearFrom, yearTabs } from './years.js';
import { PublicReader, type Library, type PublicCycle } from './public.reader.js';
import { homeZone } from '../domain/kernel/local-day.js';
import { traitsOf } from '../domain/ranking/criterion-kind.js';

const grid = readTileGrid();

/** The pages for everybody. */
@Controller()
export class PublicPages {
  constructor(private readonly reader: PublicReader) {}

  @Get()
  async home(@Req() request: FastifyRequest): Promise<View> {
    const { locale, timeZone } = request;
    const t = translator(locale);
    const { current, awarded, library, now } = await this.reader.home(actorOf(request));
    const closing = current?.cycle.state === 'announced' ? current.closing : null;
    const [first, ...rest] = awarded;
    return view('pages/public/home', {
      year: current ? String(current.cycle.year) : '',
      strip:
        current && current.stages.length > 0
          ? cycleStrip(current.cycle, current.stages, { now, locale, timeZone })
          : null,
      isIntakeOpen: isTaking(closing),
      lead: leadOf(current, closing, { locale, now }),
      aside: current ? asideOf(current, t, locale) : null,
      nominations: current?.nominations ?? [],
      nominationsTitle: t('public:home.nominations', { n: current?.nominations.length ?? 0 }),
      first: first ? awardedView(first, t) : null,
      rest: rest.map((practice) => awardedView(practice, t)),
      library: { practices: library.practices, regions: Object.keys(library.counts).length },
      countedAt: t('public:countedAt', {
        instant: formatInstant(now, { locale, timeZone, now, year: 'always' }),
      }),
      map: libraryMap(library, t, locale),
    });
  }

  @Get('contest')
  contest(@Req() request: FastifyRequest): Promise<View> {
    return this.contestPage(null, request);
  }

  @Get('contest/:year')
  contestOf(@Param('year') year: string, @Req() request: FastifyRequest): Promise<View> {
    return this.contestPage(yearFrom(year), request);
  }

  @Get('regions')
  async regions(@Req() request: FastifyRequest): Promise<View> {
    const { locale, timeZone } = request;
    const t = translator(locale);
    const library = await this.reader.library();
    const rows = library.regions.map(({ code, nameRu, nameEn, districtRu }) => ({
      name: locale === 'ru' ? nameRu : nameEn,
      district: districtRu ?? '',
      count: library.counts[code] ?? 0,
      href: library.counts[code] ? `/practices?r=${code}` : null,
    }));
    rows.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
    return view('pages/public/regions', {
      rows,
      practices: library.practices,
      withPractices: rows.filter(({ count }) => count > 0).length,
      map: libraryMap(library, t, locale),
      countedAt: t('public:countedAt', {
        instant: formatInstant(library.now, { locale, timeZone, now: library.now, year: 'always' }),
      }),
    });
  }

  private async contestPage(year: number | null, request: FastifyRequest): Promise<View> {
    const { locale, timeZone } = request;
    const t = translator(locale);
    const { shown, years, now } = await this.reader.contest(actorOf(request), year);
    if (!shown) return view('pages/public/no-contest');
    const { cycle, stages, nominations, criteria, edition, asking, closing } = shown;
    const isRunning = cycle.state === 'announced';
    const term = closing && hasLonger(closing) ? closingSentence(closing, shown, { locale, now }) : '';
    return view('pages/public/contest', {
      year: String(cycle.year),
      title: cycle.title,
      note: cycle.note,
      tabs: yearTabs(years, cycle.year, '/contest'),
      strip: isRunning && stages.length > 0 ? cycleStrip(cycle, stages, { now, locale, timeZone }) : null,
      stages: stages.map((stage) => ({
        title: stageTitle(stage, locale),
        span: formatSpan(stage.opensAt, stage.closesAt, { locale, timeZone: cycle.timeZone, now, year: 'always' }),
        until: formatDeadline(stage.closesAt, {
          locale,
          timeZone: cycle.timeZone,
          now,
          closesIn: cycle.timeZone,
          year: 'always',
        }),
        term: stage.kind === 'intake' ? term : '',
        status: stageStatus(
          stage.kind === 'intake' && closing ? { ...stage, closesAt: closing.lastAt } : stage,
          now,
          t,
        ),
      })),
      nominations: nominations.map(({ id, title, description, allowedKinds, quotaPerRegion }) => ({
        blankHref: isRunning && asking.has(id) ? `/cycles/${cycle.id}/nominations/${id}/blank.pdf` : '',
        id,
        title,
        description,
        who:
          allowedKinds.length > 0
            ? allowedKinds.map((kind) => t(`words:kind.${kind}`)).join('; ')
            : isRunning
              ? t('public:contest.anyone')
              : '',
        quota: quotaPerRegion === null ? '' : t('public:contest.quota', { n: quotaPerRegion }),
      })),
      sameForAll: sameWords(nominations, isRunning, t),
      criteria: criteriaModel(withKinds(criteria, edition?.rankingRule), t),
      edition: edition && {
        words: editionWords(edition, t, locale),
        number: edition.number,
        reason: edition.reason,
        paragraphs: isRunning ? edition.text.split('\n').filter((line) => line.trim()) : [],
        reviews: isRunning ? t('public:contest.reviews', { n: edition.reviewsPerEntry }) : '',
      },
      answersHref: `/contest/${cycle.year}/answers`,
      voteHref: isRunning && stages.some(({ kind, opensAt }) => kind === 'voting' && opensAt <= now) ? '/vote' : '',
      canEnter: isRunning && isTaking(closing),
      term: isRunning && isTaking(closing) ? term : '',
    });
  }
}

/** Until when something is entered, where the intake is open; to whom it is open longer than to others, is said as well. */
function leadOf(
  current: PublicCycle | null,
  closing: PublicCycle['closing'],
  { locale, now }: { locale: Locale; now: Date },
): string {
  const t = translator(locale);
  if (!current || !closing || !isTaking(closing)) return t('public:home.lead');
  if (hasLonger(closing))
    return t('public:home.leadLonger', { closing: closingSentence(closing, current, { locale, now }) });
  const { timeZone } = current.cycle;
  return t('public:home.leadOpen', {
    deadline: formatDeadline(closing.closesAt, { locale, timeZone, now, closesIn: timeZone }),
  });
}

/** What is judged and how: on a scale with what its points mean, by named levels, with places, votes or words. */
function criteriaModel(criteria: ReturnType<typeof withKinds>, t: Translator) {
  const weights = criteria.filter(({ kind }) => traitsOf(kind).isWeighed).map(({ weight }) => weight);
  return criteria.map(({ title, guidance, weight, kind, scaleMin, scaleMax, levels }) => ({
    title,
    guidance,
    scale:
      traitsOf(kind).field === 'scale'
        ? t('public:contest.scale', { from: scaleMin, to: scaleMax })
        : t('public:contest.asked', { what: askedWords(kind, t) }),
    weight: traitsOf(kind).isWeighed ? shareOf(weight, weights) : '',
    levels: [
      ...(traitsOf(kind).named(kind) ?? []).map(({ label, points }) => ({ range: points, text: label })),
      ...levels.map(({ from, to, text }) => ({ range: from === to ? from : `${from}–${to}`, text })),
    ],
  }));
}

/** Who may enter and how often, said once where it is the same in all nominations. */
function sameWords(nominations: PublicCycle['nominations'], isRunning: boolean, t: Translator): string {
  const [first] = nominations;
  const key = (row: typeof first) => `${row?.quotaPerRegion} ${row?.allowedKinds.join()}`;
  if (!first || !isRunning || nominations.some((row) => key(row) !== key(first))) return '';
  const who = first.allowedKinds.map((kind) => t(`words:kind.${kind}`)).join('; ') || t('public:contest.anyone');
  return first.quotaPerRegion === null ? who : `${who}. ${t('public:contest.quota', { n: first.quotaPerRegion })}`;
}

function asideOf({ nominations, edition }: PublicCycle, t: Translator, locale: Locale) {
  const quota = nominations.find(({ quotaPerRegion }) => quotaPerRegion !== null)?.quotaPerRegion;
  return {
    nominations: t('public:home.howMany', { n: nominations.length }),
    quota: quota ? t('public:home.quota', { n: quota }) : '',
    edition: edition ? editionWords(edition, t, locale) : '',
  };
}

function editionWords(
  edition: { protocolNumber: string; protocolOn: string | null },
  t: Translator,
  locale: Locale,
): string {
  const { protocolNumber: number, protocolOn } = edition;
  if (!protocolOn) return t('public:contest.protocol', { number });
  return t('public:contest.protocolOn', {
    number,
    day: formatDay(protocolOn, { locale, timeZone: homeZone, year: 'always' }),
  });
}

function stageStatus(stage: { opensAt: Date; closesAt: Date }, now: Date, t: Translator) {
  if (isOpen(stage, now)) return { word: t('public:stage.running'), mark: 'half', tone: 'ok' };
  return stage.closesAt <= now
    ? { word: t('public:stage.over'), mark: 'full', tone: '' }
    : { word: t('public:stage.ahead'), mark: 'empty', tone: '' };
}

/** The weight as a share of all weights, in per cent; exact until it is written. */
function shareOf(weight: string, all: readonly string[]): string {
  const total = all.reduce((sum, each) => sum.add(exact(each)), exact('0'));
  return total.compare(0) === 0 ? '0' : exact(weight).div(total).mul(100).round(0).toString();
}

function awardedView(practice: Practice, t: Translator) {
  return {
    year: String(practice.year),
    title: practice.title,
    summary: practice.summary,
    region: practice.regionName,
    nomination: practice.nomination,
    href: `/practices/${practice.slug}`,
    status: outcomeStatus(practice, t),
    over: t(`public:home.over.${practice.outcome}`, { year: String(practice.year) }),
    isWinner: practice.outcome === 'winner',
  };
}

function libraryMap({ counts, regions, practices }: Library, t: Translator, locale: Locale): TileMap {
  return tileMap({
    grid,
    counts,
    labels: Object.fromEntries(regions.map(({ code, nameRu, nameEn }) => [code, locale === 'ru' ? nameRu : nameEn])),
    title: t('public:map.title', { n: practices, regions: Object.keys(counts).length }),
    thresholds: [2, 4, 8],
    words: (n) => t('public:map.words', { n }),
    href: (code) => `/practices?r=${code}`,
  });
}
