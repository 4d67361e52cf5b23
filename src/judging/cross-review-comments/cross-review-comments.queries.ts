import { In, type EntityManager } from 'typeorm';
import { masked, secretsOf } from '../../domain/judging/blind.js';
import type { ModerationState } from '../../domain/judging/cross-review-comments.js';
import type { JudgingRules } from '../../domain/cycles/judging-rules.js';
import { peopleOf } from '../reading/blind.queries.js';
import { CrossReviewModeration } from './cross-review-moderation.entity.js';

/** What entrants wrote about an entry, in an order that tells nothing of them; hidden names of the entry are covered. */
export interface Advice {
  comment: string;
  grades: Record<string, string>;
}

export async function listAdvice(
  em: EntityManager,
  submissionId: string,
  blind: JudgingRules['blind'],
): Promise<Advice[]> {
  interface Row extends Advice {
    organisation: Record<string, string>;
    people: string[];
  }
  const rows: Row[] = await em.query(
    `SELECT v.comment, v.grades, r.organisation, ${peopleOf} AS people
       FROM cross_review v JOIN submission s ON s.id = v.submission_id
       JOIN submission_revision r ON r.id = v.revision_id
      WHERE v.submission_id = $1 AND v.state = 'submitted' ORDER BY md5(v.id::text)`,
    [submissionId],
  );
  return rows.map(({ comment, grades, organisation, people }) => ({
    comment: masked(comment, secretsOf(organisation, blind, { people })),
    grades,
  }));
}

/** All that would tell who wrote: entrants and organizers read comments with it covered. */
const authors: JudgingRules['blind'] = ['organisation', 'region', 'people'];

/** A comment as the organizer reads it before the entrants do; by register numbers. */
export interface ModeratedComment {
  id: string;
  submissionId: string;
  number: string;
  title: string;
  byNumber: string;
  comment: string;
  /** As entrants would read it, with the writer's names covered. */
  shown: string;
  state: 'unread' | ModerationState;
  reason: string;
  moderatedAt: Date | null;
  /** Of the decision; 0 where there is none. */
  version: number;
}

export interface CommentFilter {
  cycleId: string;
  userId: string | null;
  state: ModeratedComment['state'] | 'all';
  after: readonly [number: string, id: string] | null;
  limit: number;
}

/** `s` is the entry of the writer, so that `peopleOf` names its people; `o` is the one that is written about. */
const handedIn = `cross_review v JOIN submission s ON s.id = v.reviewer_id JOIN submission o ON o.id = v.submission_id
       LEFT JOIN cross_review_moderation m ON m.review_id = v.id`;

/** Comments that were handed in, by the entries' numbers; none in which the reader must not meet one of the two. */
export async function listComments(em: EntityManager, filter: CommentFilter): Promise<ModeratedComment[]> {
  const { cycleId, userId, state, after, limit } = filter;
  const rows: (Omit<ModeratedComment, 'shown'> & Writer)[] = await em.query(
    `SELECT v.id, o.id AS "submissionId", o.register_number AS number, o.title, s.register_number AS "byNumber", v.comment,
            coalesce(m.state, 'unread') AS state, coalesce(m.reason, '') AS reason, m.moderated_at AS "moderatedAt",
            coalesce(m.version, 0) AS version, r.organisation, ${peopleOf} AS people
       FROM ${handedIn} JOIN submission_revision r ON r.id = s.revision_id
      WHERE o.cycle_id = $1 AND v.state = 'submitted' AND ($3 = 'all' OR coalesce(m.state, 'unread') = $3)
        AND ($4::text IS NULL OR (o.register_number, v.id) > ($4, $5::uuid))
        AND o.id NOT IN (SELECT entries_hidden_from($2::uuid)) AND s.id NOT IN (SELECT entries_hidden_from($2::uuid))
      ORDER BY o.register_number, v.id LIMIT $6`,
    [cycleId, userId, state, after?.[0] ?? null, after?.[1] ?? null, limit],
  );
  return rows.map(({ organisation, people, ...row }) => ({
    ...row,
    shown: covered(row.comment, organisation, people),
  }));
}

/** How many comments wait to be read, and how many are held back. */
export async function countComments(
  em: EntityManager,
  { cycleId, userId }: Pick<CommentFilter, 'cycleId' | 'userId'>,
): Promise<{ unread: number; held: number }> {
  const [row] = await em.query<{ unread: number; held: number }[]>(
    `SELECT count(*) FILTER (WHERE m.id IS NULL)::int AS unread, count(*) FILTER (WHERE m.state = 'held')::int AS held
       FROM ${handedIn}
      WHERE o.cycle_id = $1 AND v.state = 'submitted'
        AND o.id NOT IN (SELECT entries_hidden_from($2::uuid)) AND s.id NOT IN (SELECT entries_hidden_from($2::uuid))`,
    [cycleId, userId],
  );
  return row!;
}

/**
 * The decisions about comments of the cycle, with the comments locked: whoever decides about one waits for the other.
 * Those that the person must not meet, or that were not handed in, are missing.
 */
export async function lockComments(
  tx: EntityManager,
  { cycleId, userId }: Pick<CommentFilter, 'cycleId' | 'userId'>,
  ids: readonly string[],
): Promise<Map<string, CrossReviewModeration | null>> {
  const rows: { id: string }[] = await tx.query(
    `SELECT v.id FROM cross_review v JOIN submission s ON s.id = v.reviewer_id JOIN submission o ON o.id = v.submission_id
      WHERE v.id = ANY($3::uuid[]) AND o.cycle_id = $1 AND v.state = 'submitted'
        AND o.id NOT IN (SELECT entries_hidden_from($2::uuid)) AND s.id NOT IN (SELECT entries_hidden_from($2::uuid))
      ORDER BY v.id FOR UPDATE OF v`,
    [cycleId, userId, [...ids]],
  );
  const decided = await tx.findBy(CrossReviewModeration, { reviewId: In(rows.map(({ id }) => id)) });
  return new Map(rows.map(({ id }) => [id, decided.find(({ reviewId }) => reviewId === id) ?? null]));
}

/** A comment on an own entry; nothing of who wrote it. */
export interface ReceivedComment {
  submissionId: string;
  number: string;
  title: string;
  cycle: string;
  comment: string;
}

/** Comments on the entries of the organisations that entrants may read by the instant, in an order that tells nothing of the writers. */
export async function listReceived(
  em: EntityManager,
  organisationIds: readonly string[],
  now: Date,
): Promise<ReceivedComment[]> {
  const rows: (ReceivedComment & Writer)[] = await em.query(
    `SELECT o.id AS "submissionId", o.register_number AS number, o.title, c.title AS cycle, v.comment,
            r.organisation, ${peopleOf} AS people
       FROM submission o JOIN cycle c ON c.id = o.cycle_id
       CROSS JOIN LATERAL comments_for_entrants(o.id, $2) AS readable(id)
       JOIN cross_review v ON v.id = readable.id
       JOIN submission s ON s.id = v.reviewer_id JOIN submission_revision r ON r.id = s.revision_id
      WHERE o.organisation_id = ANY($1)
      ORDER BY c.year DESC, o.register_number, o.id, md5(v.id::text)`,
    [[...organisationIds], now],
  );
  return rows.map(({ organisation, people, ...row }) => ({
    ...row,
    comment: covered(row.comment, organisation, people),
  }));
}

interface Writer {
  organisation: Record<string, string>;
  people: string[];
}

const covered = (comment: string, organisation: Writer['organisation'], people: string[]): string =>
  masked(comment, secretsOf(organisation, authors, { people }));

/**
 * Entries whose people may read comments now and were not told: somebody has decided about every one, and let one through
 * at least, so that one letter speaks of all.
 */
export function listUntoldComments(em: EntityManager, now: Date): Promise<{ cycleId: string; submissionId: string }[]> {
  return em.query(
    `SELECT c.id AS "cycleId", d.submission_id AS "submissionId"
       FROM cross_review_duty d JOIN submission s ON s.id = d.submission_id
       JOIN cycle c ON c.id = s.cycle_id AND c.state = 'announced'
      WHERE d.comments_told_at IS NULL AND EXISTS (SELECT 1 FROM comments_for_entrants(s.id, $1))
        AND NOT EXISTS (SELECT 1 FROM cross_review v LEFT JOIN cross_review_moderation m ON m.review_id = v.id
                         WHERE v.submission_id = s.id AND v.state = 'submitted' AND m.id IS NULL)
      ORDER BY d.id`,
    [now],
  );
}
