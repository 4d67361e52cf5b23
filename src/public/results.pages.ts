import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { outcomeStatus } from '../library/practice-outcome-words.js';
import type { Practice } from '../library/practice.entity.js';
import type { Config } from '../platform/config.js';
import { view, type View } from '../platform/http/pages/page.js';
import { CONFIG } from '../platform/tokens.js';
import { formatDay, formatInstant } from '../platform/web/format.js';
import { translator, type Locale, type Translator } from '../platform/web/i18n.js';
import { csvText } from '../platform/tables/csv-writer.js';
import { PublicReader, type ShownPublication } from './public.reader.js';
import { atomFeed, decisionTable, openRows, resultsLd, type OpenContext } from './open-data.js';
import { yearFrom, yearTabs } from './years.js';
import { homeZone } from '../domain/kernel/local-day.js';

/** Results for everybody: pages by year, open data, the feed and the log of publications. */
@Controller()
export class ResultsPages {
  constructor(
    private readonly reader: PublicReader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('results')
  results(@Req() request: FastifyRequest): Promise<View> {
    return this.page(null, request);
  }

  /** The address of the page with the ending of a file is the file: CSV, JSON or JSON-LD. */
  @Get('results/:year')
  async resultsOf(
    @Param('year') year: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const [name = '', ending] = year.split('.');
    if (ending === undefined) return this.page(yearFrom(name), request);
    return this.data(yearFrom(name), ending, reply);
  }

  @Get('results/:year/log')
  async log(@Param('year') text: string, @Req() request: FastifyRequest): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const year = yearFrom(text);
    const log = await this.reader.publications(year);
    return view('pages/public/log', {
      year: String(year),
      back: { href: `/results/${year}`, label: t('public:results.title', { year: String(year) }) },
      items: log.map(({ number, publishAt, reason, overdue, hash, items, withdrawn }) => ({
        at: publishAt,
        title: t('public:log.number', { number }),
        text: [
          withdrawn ? t('public:log.withdrawn') : t('public:log.items', { n: items.length }),
          overdue ? lateWords(overdue, reason, { t, locale }) : reason,
          `SHA-256 ${hash}`,
        ]
          .filter(Boolean)
          .join('. '),
        mark: withdrawn ? 'cross' : 'full',
      })),
    });
  }

  @Get('feed.atom')
  async feed(@Res() reply: FastifyReply): Promise<void> {
    const publications = await this.reader.latestPublications();
    void reply.type('application/atom+xml; charset=utf-8').send(
      atomFeed(publications, {
        ...this.context(),
        outcomeWord: (item) => outcomeStatus(item, translator('ru')).word,
      }),
    );
    await reply;
  }

  private async data(year: number, ending: string, reply: FastifyReply): Promise<unknown> {
    const { cycle, publication } = await this.reader.publishedOf(year);
    const about = { title: cycle.title, year, publication };
    switch (ending) {
      case 'json':
        void reply.type('application/json; charset=utf-8');
        return { ...openRows(about, this.context()), generated: cycle.generated };
      case 'jsonld':
        void reply.type('application/ld+json; charset=utf-8');
        return JSON.stringify(resultsLd(about, this.context()));
      case 'csv':
        void reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="results-${year}.csv"`);
        return csvText(decisionTable(openRows(about, this.context()).decisions));
      default:
        return yearFrom(`${year}.${ending}`);
    }
  }

  private context(): OpenContext {
    return { base: this.config.publicUrl.replace(/\/$/, '') };
  }

  private async page(asked: number | null, request: FastifyRequest): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const { year, years, cycle, publication, practices, named } = await this.reader.results(asked);
    if (year === null) return view('pages/public/no-results');
    const slugs = new Map(practices.map(({ submissionId, slug }) => [submissionId, slug]));
    return view('pages/public/results', {
      year: String(year),
      tabs: yearTabs(years, year, '/results'),
      note: publication ? '' : (cycle?.note ?? ''),
      published: publication && publishedWords(publication, { t, locale, timeZone: cycle?.timeZone ?? homeZone }),
      withdrawn: publication?.withdrawn ? t('public:results.withdrawn', { reason: publication.reason }) : '',
      groups: publication ? groupsOf({ publication, slugs, named }, t) : practiceGroups(practices, t),
      standings: (publication?.standings ?? []).map(({ nomination, rows, without = [] }, index) => ({
        id: `s${index}`,
        title: nomination,
        count: [
          t('public:results.entries', { n: rows.length + without.length }),
          ...(without.length > 0 ? [t('public:results.without', { n: without.length })] : []),
        ].join(', '),
        without: without.map(({ registerNumber, title, organisationName, regionName, reason }) => ({
          number: registerNumber,
          title,
          by: `${organisationName}, ${regionName}`,
          why: t(`public:unranked.${reason}`),
        })),
        totals: rows.some(({ total }) => total !== undefined),
        rows: rows.map(({ place, total, registerNumber, title, organisationName, regionName }) => ({
          place: place.from === place.to ? String(place.from) : `${place.from}–${place.to}`,
          total: total ?? '',
          number: registerNumber,
          title,
          by: `${organisationName}, ${regionName}`,
        })),
      })),
      openData: publication
        ? (['csv', 'json', 'jsonld'] as const).map((ending) => ({
            href: `/results/${year}.${ending}`,
            label: t(`public:open.${ending}`),
          }))
        : [],
      logHref: publication ? `/results/${year}/log` : '',
    });
  }
}

function lateWords(overdue: string, reason: string, { t, locale }: { t: Translator; locale: Locale }): string {
  const day = formatDay(overdue, { locale, timeZone: homeZone, year: 'always' });
  return t('public:results.late', { day, reason });
}

function publishedWords(
  { protocolNumber, publishAt, number, hash, overdue, reason, withdrawn }: ShownPublication,
  { t, locale, timeZone }: { t: Translator; locale: Locale; timeZone: string },
) {
  const at = formatInstant(publishAt, { locale, timeZone, year: 'always' });
  const why = overdue ? lateWords(overdue, reason, { t, locale }) : reason && t('public:results.reason', { reason });
  const text = t('public:results.published', { protocol: protocolNumber, at, number: String(number) });
  return { text, hash, why: withdrawn ? '' : why };
}

function groupsOf(
  {
    publication,
    slugs,
    named,
  }: { publication: ShownPublication; slugs: Map<string | null, string>; named: Map<string, string[]> },
  t: Translator,
) {
  const groups = new Map<string, object[]>();
  for (const item of publication.items) {
    const slug = slugs.get(item.submissionId);
    const row = {
      title: item.title,
      region: item.regionName,
      organisation: item.organisationName,
      people: (named.get(item.submissionId) ?? []).join(', '),
      number: item.registerNumber,
      href: slug ? `/practices/${slug}` : null,
      status: outcomeStatus(item, t),
    };
    groups.set(item.nomination, [...(groups.get(item.nomination) ?? []), row]);
  }
  for (const { nomination } of publication.nobody) groups.set(nomination, groups.get(nomination) ?? []);
  return [...groups].map(([title, rows], index) => ({
    id: `g${index}`,
    title,
    rows,
    nobody: publication.nobody
      .filter(({ nomination }) => nomination === title)
      .map(({ outcome, reason }) => ({ word: t(`public:nobody.${outcome}`), reason: reason ?? '' })),
  }));
}

function practiceGroups(practices: Practice[], t: Translator) {
  const groups = new Map<string, object[]>();
  for (const practice of practices) {
    const row = {
      title: practice.title,
      region: practice.regionName,
      organisation: practice.organisation,
      people: '',
      number: '',
      href: `/practices/${practice.slug}`,
      status: outcomeStatus(practice, t),
    };
    const title = practice.nomination || t('public:results.noNomination');
    groups.set(title, [...(groups.get(title) ?? []), row]);
  }
  return [...groups].map(([title, rows], index) => ({ id: `g${index}`, title, rows, nobody: [] }));
}
