import { z } from 'zod';
import type { Answers } from '../../domain/cycles/form.js';
import type { Submission } from './submission.entity.js';

const answer: z.ZodType = z.union([
  z.string().max(100_000),
  z.boolean(),
  z.array(z.string().max(20_000)).max(500),
  z.array(z.record(z.string().max(80), z.string().max(20_000))).max(500),
]);
export const answersSchema = z.record(z.string().max(80), answer) as unknown as z.ZodType<Answers>;

export const startSchema = z.strictObject({
  nominationId: z.uuid(),
  organisationId: z.uuid(),
  answers: answersSchema.default({}),
  submit: z.boolean().default(false),
});

export const editSchema = z.strictObject({ answers: answersSchema });
export const reasonSchema = z.strictObject({ reason: z.string().max(4000).default('') });

export const listQuery = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cycleId: z.uuid().optional(),
  nominationId: z.uuid().optional(),
  regionCode: z.string().max(10).optional(),
  state: z.enum(['draft', 'submitted', 'returned', 'admitted', 'rejected', 'withdrawn']).optional(),
  q: z.string().max(200).optional(),
});

export const submissionView = z.object({
  id: z.uuid(),
  cycleId: z.uuid(),
  nominationId: z.uuid(),
  organisationId: z.uuid(),
  regionCode: z.string(),
  title: z.string(),
  state: z.string(),
  registerNumber: z.string().nullable(),
  revision: z.number().int(),
  submittedAt: z.string().nullable(),
  reason: z.string(),
  dueAt: z.string().nullable(),
  generated: z.boolean(),
  version: z.number().int(),
});
export const submissionWithAnswers = submissionView.extend({ answers: z.record(z.string(), z.unknown()) });

export function toView(entry: Submission): z.infer<typeof submissionView> {
  return {
    id: entry.id,
    cycleId: entry.cycleId,
    nominationId: entry.nominationId,
    organisationId: entry.organisationId,
    regionCode: entry.regionCode,
    title: entry.title,
    state: entry.state,
    registerNumber: entry.registerNumber,
    revision: entry.revisions,
    submittedAt: entry.submittedAt?.toISOString() ?? null,
    reason: entry.reason,
    dueAt: entry.dueAt?.toISOString() ?? null,
    generated: entry.generated,
    version: entry.version,
  };
}
