import type { EntityManager } from 'typeorm';
import { all, statementOf } from '../../platform/database/condition.js';
import { listSubmissions, type ListedEntry, type SubmissionFilter } from '../register/register.queries.js';
import type { Submission } from '../entries/submission.entity.js';
import type { Visibility } from '../entries/submission.policy.js';

/** What the queue is narrowed to. */
export type QueueFilter = Pick<SubmissionFilter, 'cycleId' | 'nominationId' | 'regionCode' | 'words'>;

/**
 * Entries that wait for whoever screens, from a place of the queue on: the oldest first, or backwards from that place.
 */
export function listWaiting(
  em: EntityManager,
  visibility: Visibility,
  filter: QueueFilter,
  page: { after: readonly [string, string] | null; limit: number; now: Date; backwards?: boolean },
): Promise<ListedEntry[]> {
  const { now, after, limit, backwards } = page;
  return listSubmissions(em, visibility, { ...filter, waitingAt: now }, { after, limit, oldestFirst: !backwards });
}

interface Queued {
  id: string;
  number: string;
  title: string;
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
