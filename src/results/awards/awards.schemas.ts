import { z } from 'zod';
import type { Award } from './award.entity.js';
import type { NotAwarded } from './not-awarded.entity.js';

export const awardView = z.object({
  id: z.uuid(),
  nominationId: z.uuid(),
  submissionId: z.uuid(),
  outcome: z.string(),
  reason: z.string(),
  place: z.number().int().nullable(),
  /** None where a region decided before any ranking. */
  rankingId: z.uuid().nullable(),
  regionCode: z.string().nullable(),
  /** Its number in the reserve, also of one that has followed another from there. */
  reserveOrder: z.number().int().nullable(),
  departure: z.boolean(),
  despite: z.string(),
  /** The withdrawal that it followed. */
  followsId: z.uuid().nullable(),
  meetingId: z.uuid(),
  decidedAt: z.string(),
});
export const toAwardView = (award: Award): z.infer<typeof awardView> =>
  awardView.parse({ ...award, decidedAt: award.decidedAt.toISOString() });

export const nobodyView = z.object({
  id: z.uuid(),
  nominationId: z.uuid(),
  outcome: z.string(),
  regionCode: z.string().nullable(),
  reason: z.string(),
  meetingId: z.uuid(),
  decidedAt: z.string(),
});
export const toNobodyView = (nobody: NotAwarded): z.infer<typeof nobodyView> =>
  nobodyView.parse({ ...nobody, decidedAt: nobody.decidedAt.toISOString() });
