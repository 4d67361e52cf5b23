import { In, IsNull, type EntityManager } from 'typeorm';
import type { Answers, FileAnswer } from '../domain/form.js';
import { Refusal } from '../domain/refusal.js';
import { inPlayStates, type SubmissionState } from '../domain/submission.js';
import { StoredFile } from '../platform/files/stored-file.entity.js';
import { isId } from '../platform/ids.js';
import { Attachment } from './attachment.entity.js';
import { SubmissionRevision } from './submission-revision.entity.js';
import { Submission } from './submission.entity.js';
import { onlyVisible, type Visibility } from './submissions.policy.js';

const withNames = (em: EntityManager, visibility: Visibility) =>
  onlyVisible(
    em
      .createQueryBuilder(Submission, 's')
      .innerJoinAndSelect('s.nomination', 'nomination')
      .innerJoinAndSelect('s.organisation', 'organisation')
      .innerJoinAndSelect('s.cycle', 'cycle')
      .where('TRUE'),
    visibility,
  );

/** One entry that the visibility shows; refuses with `not-found`, whether it is hidden or does not exist. */
export async function getSubmission(em: EntityManager, id: string, visibility: Visibility): Promise<Submission> {
  const entry = isId(id) ? await withNames(em, visibility).andWhere('s.id = :id', { id }).getOne() : null;
  if (!entry) throw new Refusal({ code: 'not-found' });
  return entry;
}

/** The same, with the row locked until the end of the transaction. */
export async function lockSubmission(tx: EntityManager, id: string, visibility: Visibility): Promise<Submission> {
  const query = onlyVisible(tx.createQueryBuilder(Submission, 's').where('s.id = :id', { id }), visibility);
  const entry = isId(id) ? await query.setLock('pessimistic_write').getOne() : null;
  if (!entry) throw new Refusal({ code: 'not-found' });
  return entry;
}

export interface SubmissionFilter {
  cycleId?: string;
  nominationId?: string;
  regionCode?: string;
  organisationIds?: readonly string[];
  states?: readonly SubmissionState[];
  /** Part of the title or of the register number. */
  words?: string;
}

/** A page of entries, the latest submitted first, drafts by their last saving. */
export function listSubmissions(
  em: EntityManager,
  visibility: Visibility,
  filter: SubmissionFilter,
  page: { after: readonly [string, string] | null; limit: number },
): Promise<Submission[]> {
  const query = narrowed(withNames(em, visibility), filter);
  if (page.after)
    query.andWhere('(coalesce(s.submitted_at, s.saved_at), s.id) < (:at::timestamptz, :afterId::uuid)', {
      at: page.after[0],
      afterId: page.after[1],
    });
  return query
    .orderBy('coalesce(s.submitted_at, s.saved_at)', 'DESC')
    .addOrderBy('s.id', 'DESC')
    .limit(page.limit)
    .getMany();
}

/** How many entries of the filter there are in each state. */
export async function countByState(
  em: EntityManager,
  visibility: Visibility,
  filter: SubmissionFilter,
): Promise<Partial<Record<SubmissionState, number>>> {
  const query = onlyVisible(em.createQueryBuilder(Submission, 's').where('TRUE'), visibility);
  const rows = await narrowed(query, filter)
    .select('s.state', 'state')
    .addSelect('count(*)::int', 'count')
    .groupBy('s.state')
    .getRawMany<{ state: SubmissionState; count: number }>();
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

function narrowed(query: ReturnType<typeof withNames>, filter: SubmissionFilter): ReturnType<typeof withNames> {
  if (filter.cycleId) query.andWhere('s.cycle_id = :cycleId', { cycleId: filter.cycleId });
  if (filter.nominationId) query.andWhere('s.nomination_id = :nominationId', { nominationId: filter.nominationId });
  if (filter.regionCode) query.andWhere('s.region_code = :regionCode', { regionCode: filter.regionCode });
  if (filter.organisationIds)
    query.andWhere('s.organisation_id = ANY(:organisationIds)', { organisationIds: [...filter.organisationIds] });
  if (filter.states) query.andWhere('s.state = ANY(:states)', { states: [...filter.states] });
  if (filter.words?.trim())
    query.andWhere('(s.title ILIKE :words OR s.register_number ILIKE :words)', {
      words: `%${filter.words.trim().replace(/[%_\\]/g, '\\$&')}%`,
    });
  return query;
}

/** Others of the region in play in the nomination; the caller holds the lock of `lockQuota`. */
export function countInPlay(
  tx: EntityManager,
  place: { nominationId: string; regionCode: string; exceptId: string },
): Promise<number> {
  return tx
    .createQueryBuilder(Submission, 's')
    .where('s.nomination_id = :nominationId AND s.region_code = :regionCode AND s.id <> :exceptId', place)
    .andWhere({ state: In([...inPlayStates]) })
    .getCount();
}

/** Makes those who count and write entries of one region and nomination go one after another. */
export async function lockQuota(tx: EntityManager, nominationId: string, regionCode: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [`${nominationId} ${regionCode}`]);
}

/** The next running number of the nomination; the row lock keeps numbers unbroken. */
export async function takeSequence(tx: EntityManager, nominationId: string): Promise<number> {
  const [row] = (await tx.query(
    `INSERT INTO register_counter (nomination_id, last) VALUES ($1, 1)
     ON CONFLICT (nomination_id) DO UPDATE SET last = register_counter.last + 1 RETURNING last`,
    [nominationId],
  )) as { last: number }[];
  return row!.last;
}

export function listAttachments(em: EntityManager, submissionId: string): Promise<Attachment[]> {
  return em.find(Attachment, {
    where: { submissionId, removedAt: IsNull() },
    relations: { file: true },
    order: { createdAt: 'ASC', id: 'ASC' },
  });
}

/** Files of entries that are judged without knowing whose they are, of which no bare copy of this recipe was tried yet. */
export async function listFilesToBare(em: EntityManager, recipe: number): Promise<StoredFile[]> {
  const rows: { id: string }[] = await em.query(
    `SELECT DISTINCT f.id FROM cycle c
       JOIN LATERAL (SELECT judging_rules FROM regulation_edition WHERE cycle_id = c.id ORDER BY number DESC LIMIT 1) r ON true
       JOIN submission s ON s.cycle_id = c.id AND s.state IN ('submitted', 'admitted')
       JOIN attachment a ON a.submission_id = s.id
       JOIN stored_file f ON f.id = a.file_id
      WHERE c.state = 'announced' AND r.judging_rules->'blind' <> '[]' AND f.type NOT IN ('text/plain', 'text/csv')
        AND NOT EXISTS (SELECT 1 FROM bare_copy b WHERE b.sha256 = f.sha256 AND b.recipe >= $1)
      ORDER BY f.id LIMIT 500`,
    [recipe],
  );
  return em.findBy(StoredFile, { id: In(rows.map(({ id }) => id)) });
}

/** The answers with the attached files as answers to their fields. */
export function withFiles(answers: Answers, attachments: readonly Attachment[]): Answers {
  const files: Record<string, FileAnswer[]> = {};
  for (const { id, field, file } of attachments)
    (files[field] ??= []).push({ id, name: file.name, mediaType: file.type, bytes: file.bytes, sha256: file.sha256 });
  return { ...answers, ...files };
}

export function listRevisions(em: EntityManager, submissionId: string): Promise<SubmissionRevision[]> {
  return em.find(SubmissionRevision, { where: { submissionId }, order: { number: 'ASC' } });
}

export async function getRevision(em: EntityManager, id: string): Promise<SubmissionRevision> {
  const revision = await em.findOneBy(SubmissionRevision, { id });
  if (!revision) throw new Refusal({ code: 'not-found' });
  return revision;
}

/** What an own entry owes in the cross-review of a running cycle, at the instant. */
export interface CrossTask {
  entryId: string;
  title: string;
  left: number;
  dropped: boolean;
  owing: boolean;
  /** Comments on the entry that its entrants may read. */
  readable: number;
  opensAt: Date;
  closesAt: Date;
}

/** Own entries that owe reviews of others, dropped out because they did not write them, or have comments to read. */
export function listCrossTasks(em: EntityManager, organisationIds: readonly string[], now: Date): Promise<CrossTask[]> {
  return em.query(
    `SELECT s.id AS "entryId", s.title, x.needed - x.submitted AS left, x.dropped, f.owing, f.readable, g.opens_at AS "opensAt",
            g.closes_at AS "closesAt"
       FROM (SELECT DISTINCT s.cycle_id FROM cross_review_duty d JOIN submission s ON s.id = d.submission_id
               JOIN cycle c ON c.id = s.cycle_id AND c.state = 'announced' WHERE s.organisation_id = ANY($1)) c
       JOIN stage g ON g.cycle_id = c.cycle_id AND g.kind = 'cross-review'
       CROSS JOIN LATERAL cross_review_standing(c.cycle_id, $2) x
       JOIN submission s ON s.id = x.submission_id AND s.organisation_id = ANY($1)
       CROSS JOIN LATERAL (
         SELECT x.submitted < x.needed AND NOT x.excused AND NOT x.exempt AND g.closes_at > $2 AS owing,
                (SELECT count(*)::int FROM comments_for_entrants(s.id, $2)) AS readable) f
      WHERE x.dropped OR f.owing OR f.readable > 0
      ORDER BY g.closes_at, s.register_number`,
    [[...organisationIds], now],
  );
}

/** Entries that a person must not meet because of a conflict of interest; none for a program without a person. */
export async function listHiddenFrom(em: EntityManager, userId: string | null): Promise<Set<string>> {
  const rows: { id: string }[] = await em.query('SELECT hidden.id FROM entries_hidden_from($1::uuid) AS hidden(id)', [
    userId,
  ]);
  return new Set(rows.map(({ id }) => id));
}
