import type { EntityManager } from 'typeorm';
import type {
  ComputedConflict,
  ConflictEntry,
  ConflictExpert,
  Employer,
} from '../../domain/judging/computed-conflicts.js';
import type { ConflictPair, ConflictSource } from '../../domain/judging/conflict-sources.js';
import { newId } from '../../platform/ids.js';
import { Conflict } from './conflict.entity.js';
import { ExpertPreference } from './expert-preference.entity.js';

/** Experts of the cycle who may come to judge, with all that may be a conflict. */
export function listConflictExperts(em: EntityManager, cycleId: string): Promise<ConflictExpert[]> {
  return em
    .query<(ConflictExpert & { employer: string; profileRegion: string | null; employers: Employer[] | null })[]>(
      `SELECT e.id, u.name, u.email, e.region_code AS "regionCode", p.region_code AS "profileRegion",
              e.organisation_id AS "organisationId", e.employer, p.employers
         FROM expert e JOIN user_account u ON u.id = e.user_id LEFT JOIN expert_profile p ON p.user_id = e.user_id
        WHERE e.cycle_id = $1 AND e.state IN ('invited', 'accepted') ORDER BY e.id`,
      [cycleId],
    )
    .then((rows) =>
      rows.map(({ employer, profileRegion, employers, ...row }) => ({
        ...row,
        regionCode: row.regionCode ?? profileRegion,
        employers: [
          ...(employers ?? []),
          ...(employer ? [{ name: employer, organisationId: null, from: null, to: null }] : []),
        ],
      })),
    );
}

/** Entries that have been submitted, with the people who act for them and those whom they named as related. */
export function listConflictEntries(em: EntityManager, cycleId: string): Promise<ConflictEntry[]> {
  return em.query(
    `SELECT s.id, s.region_code AS "regionCode", s.organisation_id AS "organisationId", o.name AS "organisationName",
            coalesce((SELECT json_agg(json_build_object('name', u.name, 'email', u.email) ORDER BY u.id)
                        FROM user_account u
                       WHERE u.id IN (SELECT m.user_id FROM membership m WHERE m.organisation_id = s.organisation_id
                                      UNION SELECT c.user_id FROM submission_collaborator c WHERE c.submission_id = s.id)
                     ), '[]') AS people,
            coalesce((SELECT json_agg(r.name ORDER BY r.name) FROM declared_relation r
                       WHERE r.submission_id = s.id), '[]') AS "declaredNames"
       FROM submission s JOIN organisation o ON o.id = s.organisation_id
      WHERE s.cycle_id = $1 AND s.state IN ('submitted', 'admitted') ORDER BY s.id`,
    [cycleId],
  );
}

/** A computed conflict that stands, without what people wrote of it. */
export interface StandingConflict extends ConflictPair {
  id: string;
  isSettled: boolean;
}

/** What stands now of these experts and sources. */
export function listConflictsBySource(
  em: EntityManager,
  expertIds: readonly string[],
  sources: readonly ConflictSource[],
): Promise<StandingConflict[]> {
  return em.query(
    `SELECT c.id, c.expert_id AS "expertId", c.submission_id AS "submissionId", c.source,
            c.settled_at IS NOT NULL AS "isSettled"
       FROM conflict c WHERE c.expert_id = ANY($1::uuid[]) AND c.source = ANY($2)`,
    [expertIds, sources],
  );
}

/** Ids of what stands of experts of the cycle who are not among the known, but for what a person has settled. */
export async function listConflictsOfStrangers(
  em: EntityManager,
  cycleId: string,
  { sources, known }: { sources: readonly ConflictSource[]; known: readonly string[] },
): Promise<string[]> {
  const rows: { id: string }[] = await em.query(
    `SELECT c.id FROM expert e JOIN conflict c ON c.expert_id = e.id
      WHERE e.cycle_id = $1 AND e.id <> ALL($2::uuid[]) AND c.source = ANY($3) AND c.settled_at IS NULL`,
    [cycleId, known, sources],
  );
  return rows.map(({ id }) => id);
}

const insertedAtOnce = 5000;

/** Writes computed conflicts; whoever calls it tells the audit how many there were. */
export async function insertComputed(tx: EntityManager, found: readonly ComputedConflict[], now: Date): Promise<void> {
  for (let from = 0; from < found.length; from += insertedAtOnce) {
    const part = found.slice(from, from + insertedAtOnce);
    await tx.query(
      `INSERT INTO conflict (id, expert_id, submission_id, source, state, reason, created_at)
       SELECT c.id, c.expert, c.submission, c.source, c.state, '', $6
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[]) AS c(id, expert, submission, source, state)`,
      [
        part.map(() => newId()),
        part.map(({ expertId }) => expertId),
        part.map(({ submissionId }) => submissionId),
        part.map(({ source }) => source),
        part.map(({ state }) => state),
        now,
      ],
    );
  }
}

/** A conflict as the organizer reads it. */
export interface ConflictRow {
  id: string;
  expertId: string;
  expert: string;
  submissionId: string;
  number: string;
  title: string;
  organisation: string;
  source: Conflict['source'];
  state: Conflict['state'];
  reason: string;
  createdAt: Date;
}

/** What conflict rows are asked for; those of entries that the reader must not meet are left out. */
export interface ConflictFilter {
  cycleId: string;
  readerId: string | null;
  expertId?: string;
  state?: Conflict['state'];
  sources?: readonly Conflict['source'][];
}

export function listConflictRows(em: EntityManager, filter: ConflictFilter, limit: number): Promise<ConflictRow[]> {
  return em.query(
    `SELECT c.id, c.expert_id AS "expertId", u.name AS expert, s.id AS "submissionId", s.register_number AS number,
            s.title, o.name AS organisation, c.source, c.state, c.reason, c.created_at AS "createdAt"
       FROM conflict c JOIN expert e ON e.id = c.expert_id JOIN user_account u ON u.id = e.user_id
       JOIN submission s ON s.id = c.submission_id JOIN organisation o ON o.id = s.organisation_id
      WHERE e.cycle_id = $1 AND ($2::uuid IS NULL OR c.expert_id = $2) AND ($3::text IS NULL OR c.state = $3)
        AND ($4::text[] IS NULL OR c.source = ANY($4)) AND s.id NOT IN (SELECT entries_hidden_from($6::uuid))
      ORDER BY c.created_at DESC, c.id LIMIT $5`,
    [filter.cycleId, filter.expertId ?? null, filter.state ?? null, filter.sources ?? null, limit, filter.readerId],
  );
}

/** How many pairs each source keeps apart, by state. */
export function countConflictsBySource(
  em: EntityManager,
  cycleId: string,
): Promise<{ source: Conflict['source']; state: Conflict['state']; pairs: number }[]> {
  return em.query(
    `SELECT c.source, c.state, count(*)::int AS pairs FROM conflict c JOIN expert e ON e.id = c.expert_id
      WHERE e.cycle_id = $1 GROUP BY c.source, c.state ORDER BY count(*) DESC`,
    [cycleId],
  );
}

export function listConflicts(em: EntityManager, cycleId: string): Promise<Conflict[]> {
  return em.find(Conflict, { where: { expert: { cycleId } } });
}

export function listConflictsOfExpert(em: EntityManager, expertId: string): Promise<Conflict[]> {
  return em.find(Conflict, { where: { expertId } });
}

/** How many entries each expert of the cycle must not meet by declaration. */
export async function countConflicts(em: EntityManager, cycleId: string): Promise<Map<string, number>> {
  const rows: { id: string; count: number }[] = await em.query(
    `SELECT c.expert_id AS id, count(DISTINCT c.submission_id)::int AS count
       FROM conflict c JOIN expert x ON x.id = c.expert_id WHERE x.cycle_id = $1 GROUP BY c.expert_id`,
    [cycleId],
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** What the expert would like to judge (1), or rather not (-1), by entry. */
export async function listPreferences(em: EntityManager, expertId: string): Promise<Map<string, number>> {
  const rows = await em.findBy(ExpertPreference, { expertId });
  return new Map(rows.map(({ submissionId, preference }) => [submissionId, preference]));
}
