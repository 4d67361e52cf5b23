import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { Practice } from './practice.entity.js';

export type Outcome = Practice['outcome'];

export interface PracticeFilter {
  /** Words to look for, in any grammatical form. */
  words?: string;
  nominations?: readonly string[];
  regions?: readonly string[];
  years?: readonly number[];
  outcomes?: readonly Outcome[];
  measured?: boolean;
}

/** The expression of the index `practice_search`; both must be the same for the index to be used. */
const document = `to_tsvector('russian', p.title || ' ' || p.summary || ' ' || p.region_name || ' ' || p.organisation || ' ' || p.nomination)`;
const question = `websearch_to_tsquery('russian', :words)`;

/** A card that came from a publication stands as long as the publication in force names its entry. */
const stillPublished = `(p.publication_id IS NULL OR EXISTS (
  SELECT 1 FROM (SELECT f.snapshot FROM publication f WHERE f.cycle_id = p.cycle_id AND f.publish_at <= :now
                  ORDER BY f.number DESC LIMIT 1) f
   WHERE f.snapshot @> jsonb_build_object('items', jsonb_build_array(
     jsonb_build_object('submissionId', p.submission_id, 'outcome', p.outcome)))))`;

/** Only what is public at the instant exists here: one predicate for lists, counts, search and single cards. */
function shown(em: EntityManager, now: Date): SelectQueryBuilder<Practice> {
  return em.createQueryBuilder(Practice, 'p').where(`p.published_at <= :now AND ${stillPublished}`, { now });
}

function narrowed(em: EntityManager, filter: PracticeFilter, now: Date): SelectQueryBuilder<Practice> {
  const query = shown(em, now);
  if (filter.words) query.andWhere(`${document} @@ ${question}`, { words: filter.words });
  if (filter.nominations?.length)
    query.andWhere('p.nomination = ANY(:nominations)', { nominations: filter.nominations });
  if (filter.regions?.length) query.andWhere('p.region_code = ANY(:regions)', { regions: filter.regions });
  if (filter.years?.length) query.andWhere('p.year = ANY(:years)', { years: filter.years });
  if (filter.outcomes?.length) query.andWhere('p.outcome = ANY(:outcomes)', { outcomes: filter.outcomes });
  if (filter.measured) query.andWhere("p.results <> '[]'::jsonb");
  return query;
}

export interface FoundPractice {
  practice: Practice;
  /** The summary with the found words between U+E000 and U+E001, which no text has; null when nothing was asked. */
  marked: string | null;
}

/** A page of practices, the latest year first, then by title: an order that a key can continue. */
export async function searchPractices(
  em: EntityManager,
  filter: PracticeFilter,
  page: { now: Date; after: readonly [number, string, string] | null; limit: number },
): Promise<FoundPractice[]> {
  const query = narrowed(em, filter, page.now);
  if (page.after)
    query.andWhere('(-p.year, p.title, p.id) > (:year::int, :title, :id::uuid)', {
      year: -page.after[0],
      title: page.after[1],
      id: page.after[2],
    });
  if (filter.words)
    query
      .addSelect(`ts_headline('russian', p.summary, ${question}, :marks)`, 'marked')
      .setParameter('marks', 'StartSel=\uE000, StopSel=\uE001, HighlightAll=true');
  const { entities, raw } = await query
    .orderBy('-p.year', 'ASC')
    .addOrderBy('p.title', 'ASC')
    .addOrderBy('p.id', 'ASC')
    .limit(page.limit)
    .getRawAndEntities<{ marked?: string }>();
  return entities.map((practice, index) => ({ practice, marked: raw[index]?.marked ?? null }));
}

export interface FacetCounts {
  total: number;
  nomination: Record<string, number>;
  region: Record<string, number>;
  year: Record<string, number>;
  outcome: Record<string, number>;
  measured: number;
}

/**
 * How many practices each choice of each filter would leave: one query. A choice counts with the other filters in force
 * and its own filter put aside, so that a second choice of the same filter adds.
 */
export async function countFacets(em: EntityManager, filter: PracticeFilter, now: Date): Promise<FacetCounts> {
  const base = narrowed(em, filter.words === undefined ? {} : { words: filter.words }, now);
  const fits = {
    nomination: filter.nominations?.length ? 'p.nomination = ANY(:fn)' : 'TRUE',
    region: filter.regions?.length ? 'p.region_code = ANY(:fr)' : 'TRUE',
    year: filter.years?.length ? 'p.year = ANY(:fy)' : 'TRUE',
    outcome: filter.outcomes?.length ? 'p.outcome = ANY(:fo)' : 'TRUE',
    measured: filter.measured ? "p.results <> '[]'::jsonb" : 'TRUE',
  };
  const rows = await base
    .select('p.nomination', 'nomination')
    .addSelect('p.region_code', 'region')
    .addSelect('p.year', 'year')
    .addSelect('p.outcome', 'outcome')
    .addSelect("p.results <> '[]'::jsonb", 'measured')
    .addSelect('count(*)::int', 'count')
    .addSelect(fits.nomination, 'fitsNomination')
    .addSelect(fits.region, 'fitsRegion')
    .addSelect(fits.year, 'fitsYear')
    .addSelect(fits.outcome, 'fitsOutcome')
    .addSelect(fits.measured, 'fitsMeasured')
    .groupBy('1, 2, 3, 4, 5')
    .addGroupBy('7, 8, 9, 10, 11')
    .setParameters({ fn: filter.nominations, fr: filter.regions, fy: filter.years, fo: filter.outcomes })
    .getRawMany<FacetRow>();
  return summed(rows);
}

interface FacetRow {
  nomination: string;
  region: string;
  year: number;
  outcome: string;
  measured: boolean;
  count: number;
  fitsNomination: boolean;
  fitsRegion: boolean;
  fitsYear: boolean;
  fitsOutcome: boolean;
  fitsMeasured: boolean;
}

const fitKeys = ['fitsNomination', 'fitsRegion', 'fitsYear', 'fitsOutcome', 'fitsMeasured'] as const;

function summed(rows: FacetRow[]): FacetCounts {
  const counts: FacetCounts = { total: 0, nomination: {}, region: {}, year: {}, outcome: {}, measured: 0 };
  const fitsBut = (row: FacetRow, own: (typeof fitKeys)[number] | null) =>
    fitKeys.every((key) => key === own || row[key]);
  const add = (into: Record<string, number>, key: string | number, count: number) => {
    into[key] = (into[key] ?? 0) + count;
  };
  for (const row of rows) {
    if (fitsBut(row, null)) counts.total += row.count;
    if (fitsBut(row, 'fitsNomination')) add(counts.nomination, row.nomination, row.count);
    if (fitsBut(row, 'fitsRegion')) add(counts.region, row.region, row.count);
    if (fitsBut(row, 'fitsYear')) add(counts.year, row.year, row.count);
    if (fitsBut(row, 'fitsOutcome')) add(counts.outcome, row.outcome, row.count);
    if (row.measured && fitsBut(row, 'fitsMeasured')) counts.measured += row.count;
  }
  return counts;
}

export function findPractice(em: EntityManager, slug: string, now: Date): Promise<Practice | null> {
  return shown(em, now).andWhere('p.slug = :slug', { slug }).getOne();
}

/** Awarded practices, the latest and the highest first. */
export function listAwarded(
  em: EntityManager,
  now: Date,
  filter: { year?: number; limit: number },
): Promise<Practice[]> {
  const query = shown(em, now).andWhere("p.outcome <> 'presented'");
  if (filter.year !== undefined) query.andWhere('p.year = :year', { year: filter.year });
  return query
    .orderBy('p.year', 'DESC')
    .addOrderBy("array_position(ARRAY['winner', 'recommended', 'finalist', 'laureate'], p.outcome)")
    .addOrderBy('p.nomination')
    .addOrderBy('p.title')
    .limit(filter.limit)
    .getMany();
}

/** Published practices by region. */
export async function countByRegion(em: EntityManager, now: Date): Promise<Record<string, number>> {
  const rows = await shown(em, now)
    .select('p.region_code', 'code')
    .addSelect('count(*)::int', 'count')
    .groupBy('p.region_code')
    .getRawMany<{ code: string; count: number }>();
  return Object.fromEntries(rows.map(({ code, count }) => [code, count]));
}
