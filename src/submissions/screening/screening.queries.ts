import type { EntityManager } from 'typeorm';
import { all, statementOf, type Part } from '../../platform/database/condition.js';
import { isWaiting } from '../register/register.queries.js';
import type { Submission } from '../entries/submission.entity.js';
import type { Visibility } from '../entries/submission.policy.js';

export interface QueueFilter {
  cycleId: string;
  nominationId?: string;
  regionCode?: string;
}

const narrowed = ({ cycleId, nominationId, regionCode }: QueueFilter): Part =>
  all([
    ($) => `s.cycle_id = ${$(cycleId)}`,
    nominationId && (($) => `s.nomination_id = ${$(nominationId)}`),
    regionCode && (($) => `s.region_code = ${$(regionCode)}`),
  ]);

export interface Queued {
  id: string;
  number: string;
  title: string;
}

/** The neighbours of an entry in the queue, in the order of its list; after the last comes the first. */
export async function findNextWaiting(
  em: EntityManager,
  visibility: Visibility,
  filter: QueueFilter,
  { after, now }: { after: { id: string; submittedAt: Date | null }; now: Date },
): Promise<{ next: Queued | null; previous: Queued | null }> {
  const one = async (direction: '>' | '<', wraps: boolean): Promise<Queued | null> => {
    const order = direction === '>' ? 'ASC' : 'DESC';
    const { text, values } = statementOf(
      ($) => `
        SELECT s.id, s.register_number AS number, s.title FROM submission s
         WHERE ${all([visibility, narrowed(filter), isWaiting(now), (place) => `s.id <> ${place(after.id)}`])($)}
           ${wraps ? '' : `AND (s.submitted_at, s.id) ${direction} (${$(after.submittedAt)}::timestamptz, ${$(after.id)}::uuid)`}
         ORDER BY s.submitted_at ${order}, s.id ${order} LIMIT 1`,
    );
    return (await em.query<Queued[]>(text, values))[0] ?? null;
  };
  return { next: (await one('<', false)) ?? (await one('<', true)), previous: await one('>', false) };
}

export interface Likeness extends Queued {
  state: string;
  organisation: string;
  sameOrganisation: boolean;
  /** Of the titles by their trigrams, of the texts by the words that both have; in hundredths. */
  titles: number;
  texts: number;
}

/**
 * Others of the cycle that may be the same entry: the titles or the texts are much the same, or they are of the same organisation.
 * The likest first; whether they are one is for a person to say. Candidates come by three indexes; the words of what was
 * submitted just now are known a moment later.
 */
export async function listLikeEntries(
  em: EntityManager,
  visibility: Visibility,
  entry: Pick<Submission, 'id' | 'cycleId' | 'title' | 'organisationId'>,
): Promise<Likeness[]> {
  const { text, values } = statementOf(
    ($) => `
      WITH own AS (SELECT words, bands FROM submission_words WHERE submission_id = ${$(entry.id)}::uuid),
           -- For itself: with the limit in view the planner would read the whole table for a few rows.
           titled AS MATERIALIZED (
             SELECT t.id FROM submission t
              WHERE t.title % ${$(entry.title)} AND similarity(t.title, ${$(entry.title)}) >= ${leastTitles / 100} AND t.cycle_id = ${$(entry.cycleId)}::uuid),
           near AS (
             (SELECT id FROM titled LIMIT ${mostNear})
             UNION
             (SELECT x.id FROM submission_words w JOIN submission x ON x.id = w.submission_id
               WHERE w.bands && (SELECT bands FROM own) AND x.cycle_id = ${$(entry.cycleId)}::uuid LIMIT ${mostNear})
             UNION
             (SELECT o.id FROM submission o WHERE o.organisation_id = ${$(entry.organisationId)}::uuid LIMIT ${mostNear}))
      SELECT * FROM (
        SELECT s.id, s.register_number AS number, s.title, s.state, o.name AS organisation,
               s.organisation_id = ${$(entry.organisationId)}::uuid AS "sameOrganisation",
               round(100 * similarity(s.title, ${$(entry.title)}))::int AS titles,
               coalesce((SELECT round(100.0 * count(*) FILTER (WHERE both_have = 2) / nullif(count(*), 0))
                           FROM (SELECT count(*) AS both_have FROM (
                                   SELECT unnest(tsvector_to_array(own.words)) AS lexeme FROM own
                                   UNION ALL SELECT unnest(tsvector_to_array(w.words))) AS all_words GROUP BY lexeme) AS counted), 0)::int AS texts
          FROM near JOIN submission s ON s.id = near.id JOIN organisation o ON o.id = s.organisation_id
          LEFT JOIN submission_words w ON w.submission_id = s.id
         WHERE ${all([visibility, (place) => `s.cycle_id = ${place(entry.cycleId)} AND s.id <> ${place(entry.id)} AND s.state <> 'draft'`])($)}
      ) AS likeness
       WHERE titles >= ${leastTitles} OR texts >= ${leastTexts} OR "sameOrganisation"
       ORDER BY greatest(titles, texts) DESC, id LIMIT 6`,
  );
  return em.query<Likeness[]>(text, values);
}

/** Of each kind so many are looked at: nobody reads more. */
const mostNear = 100;
const leastTitles = 60;
const leastTexts = 50;

/** How many of the cycle were returned and not mended in their term: by an index of their own, for they are few. */
export async function countLapsed(
  em: EntityManager,
  visibility: Visibility,
  { cycleId, now }: { cycleId: string; now: Date },
): Promise<number> {
  const { text, values } = statementOf(
    ($) => `SELECT count(*)::int AS lapsed FROM submission s
             WHERE s.state = 'returned' AND s.cycle_id = ${$(cycleId)} AND s.due_at <= ${$(now)}::timestamptz AND ${visibility($)}`,
  );
  return (await em.query<{ lapsed: number }[]>(text, values))[0]!.lapsed;
}
