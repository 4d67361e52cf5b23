import type { DutyState } from '../../domain/judging/cross-review.js';
import { z } from 'zod';
import type { AllotmentFigures, CrossReviewAllotment } from '../cross-review/cross-review-allotment.entity.js';
import type { FollowedEntry } from './cross-review-board.reader.js';
import type { WrittenRow } from './cross-review-board.queries.js';

const whole = z.number().int();
const dutyStates = ['done', 'owing', 'excused', 'noted', 'dropped'] as const satisfies readonly DutyState[];
const reviewStates = ['open', 'submitted', 'conflicted'] as const;
const points = z.record(z.string(), z.string());

export const seedSchema = z.strictObject({ seed: z.number().int().min(0).max(2_000_000_000) });

export const seedQuery = z.object({ seed: z.coerce.number().int().min(0).max(2_000_000_000) });

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
