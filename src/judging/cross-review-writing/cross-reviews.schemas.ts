import { z } from 'zod';
import type { DutyState } from '../../domain/judging/cross-review.js';
import { endsOf } from '../../domain/judging/score-sheet.js';
import type { CrossReview } from '../cross-review/cross-review.entity.js';
import type { MyDuty, ReviewDesk } from './cross-reviews.service.js';

const whole = z.number().int();
const points = z.record(z.string(), z.string());
const dutyStates = ['done', 'owing', 'excused', 'noted', 'dropped'] as const satisfies readonly DutyState[];
const reviewStates = ['open', 'submitted', 'conflicted'] as const;
export const reasonSchema = z.strictObject({ reason: z.string().max(2000).default('') });
export const writeSchema = z.strictObject({
  comment: z.string().max(20_000).default(''),
  grades: z.record(z.string().max(80), z.string().max(40)).default({}),
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
export const givenBackView = z.object({ replacedBy: z.uuid().nullable() });

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
