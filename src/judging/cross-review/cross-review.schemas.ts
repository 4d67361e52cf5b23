import { z } from 'zod';
import type { DutyState } from '../../domain/judging/cross-review.js';
import { endsOf } from '../../domain/judging/evaluation.js';
import { moderationStates } from '../../domain/judging/cross-review-comments.js';
import { pageQuery } from '../../platform/http/paging.js';
import type { AllotmentFigures, CrossReviewAllotment } from './cross-review-allotment.entity.js';
import type { ModeratedComment } from './cross-review-comments.queries.js';
import type { CrossReview } from './cross-review.entity.js';
import type { WrittenRow } from './cross-review-board.queries.js';
import type { FollowedEntry } from './cross-review.reader.js';
import type { MyDuty, ReviewDesk } from './cross-reviews.service.js';

const whole = z.number().int();
const points = z.record(z.string(), z.string());
const dutyStates = ['done', 'owing', 'excused', 'noted', 'dropped'] as const satisfies readonly DutyState[];
const reviewStates = ['open', 'submitted', 'conflicted'] as const;

export const seedSchema = z.strictObject({ seed: z.number().int().min(0).max(2_000_000_000) });
export const seedQuery = z.object({ seed: z.coerce.number().int().min(0).max(2_000_000_000) });
export const reasonSchema = z.strictObject({ reason: z.string().max(2000).default('') });
export const writeSchema = z.strictObject({
  comment: z.string().max(20_000).default(''),
  grades: z.record(z.string().max(80), z.string().max(40)).default({}),
});

/** Reviews that entries get, least and most. */
export const figuresView = z.object({ entries: whole, pairs: whole, least: whole, most: whole });
export const allotmentView = figuresView.extend({ id: z.uuid(), seed: whole, reviews: whole, allottedAt: z.string() });
export const followedView = z.object({
  submissionId: z.uuid(),
  registerNumber: z.string(),
  title: z.string(),
  state: z.enum([...dutyStates, 'unallotted', 'exempt']),
  needed: whole.nullable(),
  submitted: whole.nullable(),
  receives: whole,
  received: whole,
  excuseReason: z.string(),
  nudgedAt: z.string().nullable(),
});
export const writtenView = z.object({
  id: z.uuid(),
  registerNumber: z.string(),
  byRegisterNumber: z.string(),
  state: z.enum(reviewStates),
  comment: z.string(),
  grades: points,
  reason: z.string(),
  submittedAt: z.string().nullable(),
});
export const dutyView = z.object({
  submissionId: z.uuid(),
  state: z.enum(dutyStates),
  needed: whole,
  submitted: whole,
  opensAt: z.string().nullable(),
  closesAt: z.string().nullable(),
  commentLength: whole,
  reviews: z.array(
    z.object({ id: z.uuid(), registerNumber: z.string(), title: z.string(), state: z.enum(reviewStates) }),
  ),
});
export const ownReviewView = z.object({
  id: z.uuid(),
  state: z.enum(reviewStates),
  comment: z.string(),
  grades: points,
  savedAt: z.string().nullable(),
  submittedAt: z.string().nullable(),
  version: whole,
});
export const reviewDeskView = ownReviewView.extend({
  title: z.string(),
  registerNumber: z.string(),
  /** What the rules let be read of it. */
  organisation: points,
  answers: z.record(z.string(), z.unknown()),
  criteria: z.array(z.object({ id: z.uuid(), title: z.string(), scaleMin: z.string(), scaleMax: z.string() })),
});
export const commentsQuery = pageQuery.extend({ state: z.enum(['unread', ...moderationStates, 'all']).default('all') });
export const moderationSchema = z.strictObject({
  verb: z.enum(['pass', 'hold']),
  reason: z.string().max(2000).default(''),
  comments: z.array(z.strictObject({ id: z.uuid(), version: whole.min(0) })).max(200),
});
export const moderationView = z.object({ decided: whole, changed: whole });
export const commentView = z.object({
  id: z.uuid(),
  registerNumber: z.string(),
  byRegisterNumber: z.string(),
  comment: z.string(),
  /** As entrants read it, with the writer's names covered. */
  shown: z.string(),
  state: z.enum(['unread', ...moderationStates]),
  reason: z.string(),
  moderatedAt: z.string().nullable(),
  version: whole,
});
export const receivedView = z.object({ submissionId: z.uuid(), registerNumber: z.string(), comment: z.string() });
export const adviceView = z.object({ comment: z.string(), grades: points });
export const givenBackView = z.object({ replacedBy: z.uuid().nullable() });

export const toFigures = ({ entries, pairs, least, most }: AllotmentFigures) => ({ entries, pairs, least, most });

export function toAllotment({ id, seed, reviews, figures, allottedAt }: CrossReviewAllotment) {
  return { id, seed, reviews, allottedAt: allottedAt.toISOString(), ...toFigures(figures) };
}

export function toFollowed(entry: FollowedEntry): z.infer<typeof followedView> {
  const { submissionId, number, title, state, needed, submitted, receives, received, excuseReason, nudgedAt } = entry;
  const facts = { submissionId, title, state, needed, submitted, receives, received, excuseReason };
  return { ...facts, registerNumber: number, nudgedAt: nudgedAt?.toISOString() ?? null };
}

export function toWritten({ number, byNumber, submittedAt, ...row }: WrittenRow): z.infer<typeof writtenView> {
  const { id, state, comment, grades, reason } = row;
  const submitted = submittedAt?.toISOString() ?? null;
  return {
    id,
    registerNumber: number,
    byRegisterNumber: byNumber,
    state,
    comment,
    grades,
    reason,
    submittedAt: submitted,
  };
}

export function toComment(row: ModeratedComment): z.infer<typeof commentView> {
  const { id, number, byNumber, comment, shown, state, reason, version } = row;
  const moderatedAt = row.moderatedAt?.toISOString() ?? null;
  return {
    id,
    registerNumber: number,
    byRegisterNumber: byNumber,
    comment,
    shown,
    state,
    reason,
    moderatedAt,
    version,
  };
}

export function toDuty({ submissionId, state, needed, submitted, scene, reviews }: MyDuty): z.infer<typeof dutyView> {
  return {
    submissionId,
    state,
    needed,
    submitted,
    opensAt: scene.stage?.opensAt.toISOString() ?? null,
    closesAt: scene.stage?.closesAt.toISOString() ?? null,
    commentLength: scene.rules.commentLength,
    reviews: reviews.map(({ id, number, title, state: its }) => ({ id, registerNumber: number, title, state: its })),
  };
}

export function toOwnReview(review: CrossReview): z.infer<typeof ownReviewView> {
  const { id, state, comment, grades, version } = review;
  const savedAt = review.savedAt?.toISOString() ?? null;
  return { id, state, comment, grades, version, savedAt, submittedAt: review.submittedAt?.toISOString() ?? null };
}

export function toReviewDesk({ review, entry, revision, criteria }: ReviewDesk): z.infer<typeof reviewDeskView> {
  return {
    ...toOwnReview(review),
    title: revision.title,
    registerNumber: entry.registerNumber ?? '',
    organisation: revision.organisation,
    answers: revision.answers,
    criteria: criteria.map((criterion) => ({ id: criterion.id, title: criterion.title, ...endsOf(criterion) })),
  };
}
