import { In, type EntityManager } from 'typeorm';
import { findCurrentForm } from '../../cycles/forms/forms.queries.js';
import type { Answers } from '../../domain/cycles/form.js';
import type { EntryCard } from '../../domain/results/protocol.js';
import { isId } from '../../platform/ids.js';
import { BodyBallots } from './body-ballots.entity.js';
import { OpenVoteRecord } from './open-vote.entity.js';
import { Ranking } from './stored-ranking.entity.js';

/** The latest ranking of a nomination. Ids grow with time, and two of one instant keep their order. */
export async function findLatestRanking(em: EntityManager, nominationId: string): Promise<Ranking | null> {
  const [ranking] = await em.find(Ranking, { where: { nominationId }, order: { id: 'DESC' }, take: 1 });
  return ranking ?? null;
}

/** The latest ranking of each nomination, whole. */
export async function listLatestRankings(em: EntityManager, cycleId: string): Promise<Ranking[]> {
  const rows: { id: string }[] = await em.query(
    'SELECT DISTINCT ON (nomination_id) id FROM ranking WHERE cycle_id = $1 ORDER BY nomination_id, id DESC',
    [cycleId],
  );
  return em.find(Ranking, { where: { id: In(rows.map(({ id }) => id)) } });
}

/** The latest ranking of each nomination, and whether anything that it counted has changed since. */
export interface RankingHead {
  id: string;
  nominationId: string;
  computedAt: Date;
  stale: boolean;
}

export function listRankingHeads(em: EntityManager, cycleId: string, now: Date): Promise<RankingHead[]> {
  return em.query(
    `WITH latest AS (
       SELECT DISTINCT ON (nomination_id) id, nomination_id, edition_id, sheets, computed_at
         FROM ranking WHERE cycle_id = $1 ORDER BY nomination_id, id DESC),
     gate AS (
       SELECT coalesce((SELECT decision_rules->>'onlyLaureatesJudged' = 'true' AND decision_rules->'kinds' ? 'regional-laureate'
                          FROM regulation_edition WHERE cycle_id = $1 ORDER BY number DESC LIMIT 1), false) AS on_),
     laureate AS (
       SELECT submission_id AS id FROM award WHERE cycle_id = $1 AND outcome = 'regional-laureate'),
     counted AS (
       SELECT s.nomination_id, max(s.screened_at) AS screened_at, max(e.submitted_at) AS submitted_at,
              count(e.id)::int AS sheets
         FROM submission s
         LEFT JOIN assignment a ON a.submission_id = s.id AND a.state = 'active'
         LEFT JOIN evaluation e ON e.assignment_id = a.id AND e.state = 'submitted'
        WHERE s.cycle_id = $1 AND is_ranked(s.id, s.state)
          AND (NOT (SELECT on_ FROM gate) OR s.state <> 'admitted' OR s.id IN (SELECT id FROM laureate))
        GROUP BY s.nomination_id)
     SELECT l.id, l.nomination_id AS "nominationId", l.computed_at AS "computedAt",
            (l.edition_id <> (SELECT id FROM regulation_edition WHERE cycle_id = $1 ORDER BY number DESC LIMIT 1)
             OR l.sheets <> coalesce(c.sheets, 0)
             OR (SELECT count(*) FROM cross_review_standing($1, $2) x) > 0
                AND coalesce((SELECT jsonb_agg(d ORDER BY d) FROM jsonb_path_query(
                                (SELECT r.inputs FROM ranking r WHERE r.id = l.id),
                                '$.entries[*] ? (exists(@.crossReview)).id') d), '[]')
                 <> coalesce((SELECT jsonb_agg(to_jsonb(x.submission_id) ORDER BY to_jsonb(x.submission_id))
                                FROM cross_review_standing($1, $2) x JOIN submission s ON s.id = x.submission_id
                               WHERE x.dropped AND s.nomination_id = l.nomination_id), '[]')
             OR (SELECT on_ FROM gate)
                AND EXISTS (
                  SELECT 1 FROM submission s
                   WHERE s.nomination_id = l.nomination_id AND s.state = 'admitted'
                     AND (s.id IN (SELECT id FROM laureate)) <> (to_jsonb(s.id) IN (SELECT jsonb_path_query(
                           (SELECT r.inputs FROM ranking r WHERE r.id = l.id), '$.entries[*].id'))))
             OR greatest(c.screened_at, c.submitted_at,
                         (SELECT max(v.recorded_at) FROM open_vote v WHERE v.nomination_id = l.nomination_id),
                         (SELECT max(b.recorded_at) FROM body_ballots b WHERE b.nomination_id = l.nomination_id),
                         (SELECT max(k.applied_at) FROM correction k WHERE k.nomination_id = l.nomination_id))
                > l.computed_at) IS NOT FALSE AS stale
       FROM latest l LEFT JOIN counted c USING (nomination_id)`,
    [cycleId, now],
  );
}

/** Entries before a body, of a nomination, of a region or of a cycle, that a person must not meet because of a conflict of interest. */
export async function listHidden(
  em: EntityManager,
  userId: string | null,
  where: { nominationId?: string; cycleId?: string; regionCode?: string },
): Promise<Set<string>> {
  if (userId === null) return new Set();
  const rows: { id: string }[] = await em.query(
    `SELECT s.id FROM submission s
      WHERE (s.state = 'admitted' OR EXISTS (SELECT 1 FROM entry_withdrawal w WHERE w.submission_id = s.id))
        AND ($2::uuid IS NULL OR s.nomination_id = $2) AND ($3::uuid IS NULL OR s.cycle_id = $3) AND ($4::text IS NULL OR s.region_code = $4)
        AND s.id IN (SELECT entries_hidden_from($1))`,
    [userId, where.nominationId ?? null, where.cycleId ?? null, where.regionCode ?? null],
  );
  return new Set(rows.map(({ id }) => id));
}

/** What the body last gave in the second phase of a nomination; null before it did. */
export async function findBodyBallots(em: EntityManager, nominationId: string): Promise<BodyBallots | null> {
  const [found] = await em.find(BodyBallots, { where: { nominationId }, order: { id: 'DESC' }, take: 1 });
  return found ?? null;
}

/** Members of a sitting who are present and do not stand aside from the nomination. */
export function listVoters(
  em: EntityManager,
  meetingId: string,
  nominationId: string,
): Promise<{ id: string; name: string }[]> {
  return em.query(
    `SELECT m.id, m.name FROM meeting_member m WHERE m.meeting_id = $1 AND m.present AND NOT EXISTS (
        SELECT 1 FROM recusal r JOIN agenda_item i ON i.id = r.agenda_item_id
         WHERE r.member_id = m.id AND i.nomination_id = $2) ORDER BY m.name, m.id`,
    [meetingId, nominationId],
  );
}

/** An admitted entry as a ranking takes it. */
export interface RankableEntry {
  id: string;
  regionCode: string;
  registerNumber: string;
  submittedAt: Date;
  /** Of the revision in force; null where nobody asks for them: they are large. */
  answers: Answers | null;
  /** Where its entrants dropped out of the cross-review. */
  crossReview: { submitted: number; needed: number } | null;
}

/** Admitted entries of a nomination; with an instant, who dropped out by then is marked. */
export function listRankable(
  em: EntityManager,
  nominationId: string,
  { now, withAnswers = false }: { now: Date | null; withAnswers?: boolean },
): Promise<RankableEntry[]> {
  return em.query(
    `SELECT s.id, s.region_code AS "regionCode", s.register_number AS "registerNumber", s.submitted_at AS "submittedAt",
            CASE WHEN $2 THEN (SELECT r.answers FROM submission_revision r WHERE r.id = s.revision_id) END AS answers,
            CASE WHEN x.dropped THEN jsonb_build_object('submitted', x.submitted, 'needed', x.needed) END AS "crossReview"
       FROM submission s
       LEFT JOIN cross_review_standing((SELECT n.cycle_id FROM nomination n WHERE n.id = $1), $3) x ON x.submission_id = s.id
      WHERE s.nomination_id = $1 AND is_ranked(s.id, s.state) ORDER BY s.register_number, s.id`,
    [nominationId, withAnswers, now],
  );
}

/** The answers of an entry's revision in force. */
export async function getAnswers(em: EntityManager, entryId: string): Promise<Answers> {
  const [row]: { answers: Answers }[] = await em.query(
    'SELECT r.answers FROM submission s JOIN submission_revision r ON r.id = s.revision_id WHERE s.id = $1',
    [entryId],
  );
  return row?.answers ?? {};
}

/** What the latest open vote between equals of a nomination gave; null before the first. */
export async function findOpenVote(em: EntityManager, nominationId: string): Promise<OpenVoteRecord | null> {
  const [vote] = await em.find(OpenVoteRecord, { where: { nominationId }, order: { id: 'DESC' }, take: 1 });
  return vote ?? null;
}

/** How far the sheets of each nomination are; those of entries that dropped out of the cross-review are not awaited. */
export interface SheetCount {
  nominationId: string;
  entries: number;
  assigned: number;
  submitted: number;
}

export function countSheets(em: EntityManager, cycleId: string, now: Date): Promise<SheetCount[]> {
  return em.query(
    `SELECT n.id AS "nominationId", count(DISTINCT s.id)::int AS entries, count(a.id)::int AS assigned,
            count(e.id) FILTER (WHERE e.state = 'submitted')::int AS submitted
       FROM nomination n
       LEFT JOIN submission s ON s.nomination_id = n.id AND s.state = 'admitted'
       LEFT JOIN assignment a ON a.submission_id = s.id AND a.state = 'active'
             AND a.submission_id NOT IN (SELECT entries_dropped_out($1, $2))
       LEFT JOIN evaluation e ON e.assignment_id = a.id
      WHERE n.cycle_id = $1 GROUP BY n.id`,
    [cycleId, now],
  );
}

/** Sheets awaited of each admitted entry of a nomination. */
export async function countAssigned(em: EntityManager, nominationId: string): Promise<Map<string, number>> {
  const rows: { id: string; n: number }[] = await em.query(
    `SELECT s.id, count(a.id)::int AS n FROM submission s
       LEFT JOIN assignment a ON a.submission_id = s.id AND a.state = 'active'
      WHERE s.nomination_id = $1 AND is_ranked(s.id, s.state) GROUP BY s.id`,
    [nominationId],
  );
  return new Map(rows.map(({ id, n }) => [id, n]));
}

/** What people know the entries by: title, organisation and region as they were submitted. */
export async function listCards(em: EntityManager, entryIds: readonly string[]): Promise<Record<string, EntryCard>> {
  const rows: ({ id: string } & EntryCard)[] = await em.query(
    `SELECT s.id, r.title, r.organisation->>'name' AS organisation,
            coalesce(r.organisation->>'regionName', s.region_code) AS region
       FROM submission s JOIN submission_revision r ON r.id = s.revision_id WHERE s.id = ANY($1::uuid[])`,
    [entryIds],
  );
  return Object.fromEntries(rows.map(({ id, ...card }) => [id, card]));
}

/** The nomination of an entry of the cycle; null for anything else. */
export async function findNominationId(em: EntityManager, cycleId: string, entryId: string): Promise<string | null> {
  if (!isId(entryId)) return null;
  const rows: { id: string }[] = await em.query(
    'SELECT nomination_id AS id FROM submission WHERE id = $1 AND cycle_id = $2',
    [entryId, cycleId],
  );
  return rows[0]?.id ?? null;
}

/** What the fields of a nomination's form are called, by id: facts are named by them. */
export async function listFieldTitles(em: EntityManager, nominationId: string): Promise<Map<string, string>> {
  const form = await findCurrentForm(em, nominationId);
  return new Map((form?.fields ?? []).map(({ id, label }) => [id, label.ru]));
}
