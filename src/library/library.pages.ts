import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { decodeCursor, encodeCursor, inKey } from '../platform/http/paging.js';
import { view, type View } from '../platform/http/pages/page.js';
import { formatDay } from '../platform/web/format.js';
import { translator, type Locale, type Translator } from '../platform/web/i18n.js';
import { signedIn } from '../platform/http/request.js';
import { ReplicaService } from './replica.service.js';
import { LibraryReader, type PracticeSearch } from './library.reader.js';
import { outcomeStatus } from './practice-outcome-words.js';
import type { Section } from './practice-content.js';
import type { Practice } from './practice.entity.js';
import type { FoundPractice, PracticeFilter } from './practices.queries.js';
import { homeZone } from '../domain/kernel/local-day.js';

const pageSize = 20;
const outcomes = ['winner', 'recommended', 'finalist', 'laureate', 'presented'] as const;
const many = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((sent) => [sent ?? []].flat().filter(Boolean).slice(0, 50));

const searchQuery = z.object({
  q: z.string().trim().max(300).catch(''),
  n: many,
  o: many.transform((sent) => outcomes.filter((outcome) => sent.includes(outcome))),
  y: many.transform((sent) => sent.filter((year) => /^\d{4}$/.test(year))),
  r: many.transform((sent) => sent.filter((code) => /^RU-[A-Z]{2,3}$/.test(code))),
  m: z.literal('1').optional().catch(undefined),
  cursor: z.string().max(800).optional(),
});
type Search = z.output<typeof searchQuery>;

/** The library for everybody. */
@Controller('practices')
export class LibraryPages {
  constructor(
    private readonly reader: LibraryReader,
    private readonly replicas: ReplicaService,
  ) {}

  @Get()
  async search(@Query({ schema: searchQuery }) search: Search, @Req() request: FastifyRequest): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const after = decodeCursor(search.cursor, [inKey.whole, inKey.text, inKey.id]);
    const result = await this.reader.search(filterOf(search), { after, limit: pageSize + 1 });
    const shown = result.found.slice(0, pageSize);
    const last = shown.at(-1)?.practice;
    const more = result.found.length > pageSize && last ? encodeCursor([last.year, last.title, last.id]) : null;
    const regionName = (code: string) => result.regionNames.get(code)?.[locale] ?? code;
    return view('pages/library/search', {
      q: search.q,
      hits: shown.map((found) => hit(found, t)),
      facets: facetsOf(search, result, t),
      region: regionField(search, result, t, regionName),
      tags: tagsOf(search, t, regionName),
      count: result.counts.total,
      all: result.all,
      isNarrowed: addressOf(search) !== '/practices',
      isEmpty: result.all === 0,
      older: more ? addressOf(search, { cursor: more }) : null,
      newer: search.cursor ? addressOf(search) : null,
    });
  }

  @Get(':slug')
  async card(@Param('slug') slug: string, @Req() request: FastifyRequest): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const { practice, projects, named } = await this.reader.card(slug);
    const mayEnter = request.identity !== null && (await this.replicas.mayEnter(signedIn(request), slug));
    return view('pages/library/card', {
      enterHref: mayEnter ? `/practices/${slug}/enter` : '',
      practice,
      over: [practice.regionName, when(practice, t, locale)].join(' · '),
      status: outcomeStatus(practice, t),
      alsoRecommended: practice.recommended && practice.outcome !== 'recommended',
      sections: practice.sections as Section[],
      hasSingleBefore: practice.results.some(({ before }) => before !== ''),
      crumbs: [
        { href: '/practices', label: t('library:practices') },
        practice.nomination
          ? { href: addressOf({ ...empty, n: [practice.nomination] }), label: practice.nomination }
          : { href: addressOf({ ...empty, r: [practice.regionCode] }), label: practice.regionName },
      ],
      facts: [
        ...factsOf(practice, projects, t, locale),
        ...(named.length > 0 ? [{ term: t('library:card.people'), value: named.join(', ') }] : []),
      ],
    });
  }
}

const empty: Search = { q: '', n: [], o: [], y: [], r: [], m: undefined, cursor: undefined };

function filterOf({ q, n, o, y, r, m }: Search): PracticeFilter {
  return {
    ...(q && { words: q }),
    ...(n.length > 0 && { nominations: n }),
    ...(o.length > 0 && { outcomes: o }),
    ...(y.length > 0 && { years: y.map(Number) }),
    ...(r.length > 0 && { regions: r }),
    ...(m && { measured: true }),
  };
}

/** The address of a search; everything that is asked stands in it, so that it can be sent to somebody. */
function addressOf(search: Search, change: Partial<Search> = { cursor: undefined }): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...search, ...change }))
    for (const one of [value ?? []].flat()) if (one) params.append(name, one);
  const query = params.toString();
  return query ? `/practices?${query}` : '/practices';
}

function hit({ practice, marked }: FoundPractice, t: Translator) {
  const [result] = practice.results;
  return {
    href: `/practices/${practice.slug}`,
    over: `${practice.regionName} · ${t('library:year', { year: String(practice.year) })}`,
    title: practice.title,
    summary: pieces(marked ?? practice.summary),
    nomination: practice.nomination,
    status: outcomeStatus(practice, t),
    proof: result ? { value: result.after, unit: result.unit, indicator: result.indicator } : null,
    generated: practice.generated,
  };
}

/** The found words come between two characters that no text has. */
function pieces(marked: string): { text: string; found: boolean }[] {
  return marked
    .split(/[\uE000\uE001]/)
    .map((text, index) => ({ text, found: index % 2 === 1 }))
    .filter(({ text }) => text);
}

interface Choice {
  id: string;
  value: string;
  label: string;
  count: number;
  checked: boolean;
}

function facetsOf(search: Search, { counts }: PracticeSearch, t: Translator) {
  const choices = (
    name: string,
    chosen: readonly string[],
    from: Record<string, number>,
    label: (value: string) => string,
  ) =>
    [...new Set([...Object.keys(from).filter(Boolean), ...chosen])].map((value): Choice => ({
      id: `${name}-${encodeURIComponent(value)}`,
      value,
      label: label(value),
      count: from[value] ?? 0,
      checked: chosen.includes(value),
    }));
  const byCount = (a: Choice, b: Choice) => b.count - a.count || (a.label < b.label ? -1 : 1);
  const facets = [
    {
      name: 'o',
      title: t('library:facet.outcome'),
      choices: choices('o', search.o, counts.outcome, (value) => t(`library:outcome.${value}`)).sort(
        (a, b) => outcomes.indexOf(a.value as never) - outcomes.indexOf(b.value as never),
      ),
    },
    {
      name: 'y',
      title: t('library:facet.year'),
      choices: choices('y', search.y, counts.year, (value) => value).sort((a, b) => Number(b.value) - Number(a.value)),
    },
    {
      name: 'n',
      title: t('library:facet.nomination'),
      choices: choices('n', search.n, counts.nomination, (value) => value).sort(byCount),
    },
    {
      name: 'm',
      title: t('library:facet.proof'),
      choices:
        counts.measured > 0 || search.m
          ? [
              {
                id: 'm0',
                value: '1',
                label: t('library:facet.measured'),
                count: counts.measured,
                checked: Boolean(search.m),
              },
            ]
          : [],
    },
  ];
  return facets.filter((facet) => facet.choices.length > 0);
}

function regionField(search: Search, { counts }: PracticeSearch, t: Translator, regionName: (code: string) => string) {
  const codes = [...new Set([...Object.keys(counts.region), ...search.r])];
  const options = codes
    .map((code) => ({
      value: code,
      label: t('library:facet.counted', { label: regionName(code), n: counts.region[code] ?? 0 }),
    }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
  return { value: search.r[0] ?? '', options };
}

function tagsOf(search: Search, t: Translator, regionName: (code: string) => string) {
  const without = (name: 'n' | 'o' | 'y' | 'r', value: string) =>
    addressOf(search, { [name]: (search[name] as string[]).filter((one) => one !== value), cursor: undefined });
  return [
    ...search.n.map((value) => ({ label: value, href: without('n', value) })),
    ...search.o.map((value) => ({ label: t(`library:outcome.${value}`), href: without('o', value) })),
    ...search.y.map((value) => ({ label: value, href: without('y', value) })),
    ...search.r.map((value) => ({ label: regionName(value), href: without('r', value) })),
    ...(search.m
      ? [{ label: t('library:facet.measured'), href: addressOf(search, { m: undefined, cursor: undefined }) }]
      : []),
  ];
}

function when(practice: Practice, t: Translator, locale: Locale): string {
  if (!practice.startedOn) return t('library:year', { year: String(practice.year) });
  const day = formatDay(practice.startedOn, { locale, timeZone: homeZone, year: 'always' });
  return t('library:since', { day });
}

function factsOf(
  practice: Practice,
  projects: { id: string; nameRu: string; period: string }[],
  t: Translator,
  locale: Locale,
) {
  const projectWords = projects.map(({ nameRu, period }) => `${nameRu}, ${period.replace('-', '–')}`).join('; ');
  const day = (on: string) => formatDay(on, { locale, timeZone: homeZone, year: 'always' });
  return [
    {
      term: t('library:fact.region'),
      value: practice.regionName,
      href: addressOf({ ...empty, r: [practice.regionCode] }),
    },
    { term: t('library:fact.organisation'), value: practice.organisation || t('library:unknown') },
    {
      term: t('library:fact.nomination'),
      value: practice.nomination || t(practice.outcome === 'presented' ? 'library:outside' : 'library:unknown'),
    },
    { term: t('library:fact.year'), value: String(practice.year) },
    ...(practice.startedOn ? [{ term: t('library:fact.started'), value: day(practice.startedOn) }] : []),
    ...(projectWords ? [{ term: t('library:fact.projects'), value: projectWords }] : []),
    ...(practice.source ? [{ term: t('library:fact.source'), value: practice.source }] : []),
  ];
}
