import type { EntityManager } from 'typeorm';
import { all, statementOf, type Part, type Place } from '../platform/database/condition.js';
import { readRows } from '../platform/database/plain-reads.js';
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

const question = (words: string, place: Place): string => `websearch_to_tsquery('russian', ${place(words)})`;
/** The order of awards, as the index `practice_awarded` has it. */
const height = `array_position(ARRAY['winner', 'recommended', 'finalist', 'laureate'], p.outcome)`;

/** A card that came from a publication stands as long as the publication in force names its entry. */
const stillPublished = (now: string): string => `(p.publication_id IS NULL OR EXISTS (
  SELECT 1 FROM (SELECT f.snapshot FROM publication f WHERE f.cycle_id = p.cycle_id AND f.publish_at <= ${now}
                  ORDER BY f.number DESC LIMIT 1) f
   WHERE f.snapshot @> jsonb_build_object('items', jsonb_build_array(
     jsonb_build_object('submissionId', p.submission_id, 'outcome', p.outcome)))))`;

/** Only what is public at the instant exists here: one condition for lists, counts, search and single cards. */
const shown =
  (now: Date): Part =>
  ($) => {
    const at = `${$(now)}::timestamptz`;
    return `p.published_at <= ${at} AND ${stillPublished(at)}`;
  };

const found =
  (words: string): Part =>
  ($) =>
    `EXISTS (SELECT 1 FROM practice_words w WHERE w.practice_id = p.id AND w.words @@ ${question(words, $)})`;

const narrowed = ({ words, nominations, regions, years, outcomes, measured }: PracticeFilter, now: Date): Part =>
  all([
    shown(now),
    words && found(words),
    nominations?.length && (($) => `p.nomination = ANY (${$(nominations)}::text[])`),
    regions?.length && (($) => `p.region_code = ANY (${$(regions)}::text[])`),
    // As the index of the order has it.
    years?.length && (($) => `-p.year = ANY (${$(years.map((year) => -year))}::int[])`),
    outcomes?.length && (($) => `p.outcome = ANY (${$(outcomes)}::text[])`),
    measured && (() => "p.results <> '[]'::jsonb"),
  ]);

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
  const { after } = page;
  const beyond: Part | null =
    after && (($) => `(-p.year, p.title, p.id) > (${$(-after[0])}::int, ${$(after[1])}, ${$(after[2])}::uuid)`);
  const practices = await readRows(em, Practice, {
    alias: 'p',
    where: all([narrowed(filter, page.now), beyond]),
    order: '-p.year, p.title, p.id',
    limit: page.limit,
  });
  const marked = filter.words ? await markWords(em, practices, filter.words) : new Map<string, string>();
  return practices.map((practice) => ({ practice, marked: marked.get(practice.id) ?? null }));
}

/** The summaries with the found words between marks. */
async function markWords(em: EntityManager, practices: readonly Practice[], words: string) {
  const { text, values } = statementOf(
    ($) => `SELECT s.id, ts_headline('russian', s.summary, ${question(words, $)},
                     'StartSel=\uE000, StopSel=\uE001, HighlightAll=true') AS marked
              FROM unnest(${$(practices.map(({ id }) => id))}::text[], ${$(practices.map(({ summary }) => summary))}::text[])
                AS s(id, summary)`,
  );
  const rows = await em.query<{ id: string; marked: string }[]>(text, values);
  return new Map(rows.map(({ id, marked }) => [id, marked]));
}

export interface FacetCounts {
  total: number;
  nomination: Record<string, number>;
  region: Record<string, number>;
  year: Record<string, number>;
  outcome: Record<string, number>;
  measured: number;
}

/** How many practices are alike in everything that can be chosen. */
export interface PracticeGroup {
  nomination: string;
  region: string;
  year: number;
  outcome: Outcome;
  measured: boolean;
  count: number;
}

/** The groups of what is public, or of what has the words. */
export function countGroups(em: EntityManager, now: Date, words?: string): Promise<PracticeGroup[]> {
  const { text, values } = statementOf(
    ($) => `SELECT p.nomination, p.region_code AS region, p.year, p.outcome, p.results <> '[]'::jsonb AS measured,
                   count(*)::int AS count
              FROM practice p WHERE ${all([shown(now), words && found(words)])($)} GROUP BY 1, 2, 3, 4, 5`,
  );
  return em.query<PracticeGroup[]>(text, values);
}

/**
 * How many practices each choice of each filter would leave. A choice counts with the other filters in force and its own
 * filter put aside, so that a second choice of the same filter adds.
 */
export function countFacets(groups: readonly PracticeGroup[], filter: PracticeFilter): FacetCounts {
  const counts: FacetCounts = { total: 0, nomination: {}, region: {}, year: {}, outcome: {}, measured: 0 };
  const add = (into: Record<string, number>, key: string | number, count: number) => {
    into[key] = (into[key] ?? 0) + count;
  };
  const fits = <Value>(chosen: readonly Value[] | undefined, value: Value) => !chosen?.length || chosen.includes(value);
  for (const { nomination, region, year, outcome, measured, count } of groups) {
    const misses = [
      !fits(filter.nominations, nomination) && 'nomination',
      !fits(filter.regions, region) && 'region',
      !fits(filter.years, year) && 'year',
      !fits(filter.outcomes, outcome) && 'outcome',
      filter.measured && !measured && 'measured',
    ].filter(Boolean);
    const fitsBut = (own: string) => misses.length === 0 || (misses.length === 1 && misses[0] === own);
    if (misses.length === 0) counts.total += count;
    if (fitsBut('nomination')) add(counts.nomination, nomination, count);
    if (fitsBut('region')) add(counts.region, region, count);
    if (fitsBut('year')) add(counts.year, year, count);
    if (fitsBut('outcome')) add(counts.outcome, outcome, count);
    if (measured && fitsBut('measured')) counts.measured += count;
  }
  return counts;
}

export async function findPractice(em: EntityManager, slug: string, now: Date): Promise<Practice | null> {
  const where = all([shown(now), ($) => `p.slug = ${$(slug)}`]);
  return (await readRows(em, Practice, { alias: 'p', where }))[0] ?? null;
}

/** Awarded practices, the latest and the highest first. */
export function listAwarded(
  em: EntityManager,
  now: Date,
  { year, limit }: { year?: number; limit: number },
): Promise<Practice[]> {
  const where = all([
    () => "p.outcome <> 'presented'",
    year !== undefined && (($) => `p.year = ${$(year)}`),
    shown(now),
  ]);
  const order = `p.year DESC, ${height}, p.nomination, p.title`;
  return readRows(em, Practice, { alias: 'p', where, order, limit });
}
