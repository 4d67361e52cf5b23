import { pageQuery } from '../../platform/http/paging.js';
import { z } from 'zod';
import { moderationStates } from '../../domain/judging/cross-review-comments.js';
import type { ModeratedComment } from './cross-review-comments.queries.js';

const whole = z.number().int();

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
