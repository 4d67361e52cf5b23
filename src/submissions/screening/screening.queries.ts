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
  /** Of the titles, in hundredths. */
  likeness: number;
}

/**
 * Others of the same nomination and region that may be the same entry: their titles are much the same. The likest first;
 * whether they are one is for a person to say.
 */
export async function listLikeEntries(
  em: EntityManager,
  visibility: Visibility,
  entry: Pick<Submission, 'id' | 'cycleId' | 'title' | 'organisationId' | 'nominationId' | 'regionCode'>,
): Promise<Likeness[]> {
  const { text, values } = statementOf(
    ($) => `
      SELECT s.id, s.register_number AS number, s.title, s.state, o.name AS organisation,
             s.organisation_id = ${$(entry.organisationId)}::uuid AS "sameOrganisation",
             round(100 * similarity(s.title, ${$(entry.title)}))::int AS likeness
        FROM (SELECT t.id FROM submission t
               WHERE t.nomination_id = ${$(entry.nominationId)}::uuid AND t.region_code = ${$(entry.regionCode)}
               ORDER BY t.nomination_id, t.region_code, t.state LIMIT ${mostNear}) near
        JOIN submission s ON s.id = near.id JOIN organisation o ON o.id = s.organisation_id
       WHERE ${all([visibility, (place) => `s.cycle_id = ${place(entry.cycleId)} AND s.id <> ${place(entry.id)}`])($)}
         AND s.state <> 'draft' AND similarity(s.title, ${$(entry.title)}) >= 0.6
       ORDER BY similarity(s.title, ${$(entry.title)}) DESC, s.id LIMIT 5`,
  );
  return em.query<Likeness[]>(text, values);
}

/** A region that enters more in one nomination has no quota, and nobody looks through them all. */
const mostNear = 200;

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
