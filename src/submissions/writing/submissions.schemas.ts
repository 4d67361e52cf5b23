import { z } from 'zod';
import { mostOf, type Answers } from '../../domain/cycles/form.js';
import { submissionView } from '../entries/submission.schemas.js';

const answer: z.ZodType = z.union([
  z.string().max(mostOf.maxLength),
  z.boolean(),
  z.array(z.string().max(20_000)).max(mostOf.maxItems),
  z.array(z.record(z.string().max(80), z.string().max(20_000))).max(mostOf.maxItems),
]);
export const answersSchema = z.record(z.string().max(80), answer) as unknown as z.ZodType<Answers>;

export const startSchema = z.strictObject({
  nominationId: z.uuid(),
  organisationId: z.uuid(),
  answers: answersSchema.default({}),
  submit: z.boolean().default(false),
});

export const editSchema = z.strictObject({ answers: answersSchema });

export const listQuery = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cycleId: z.uuid().optional(),
  nominationId: z.uuid().optional(),
  regionCode: z.string().max(10).optional(),
  state: z.enum(['draft', 'submitted', 'returned', 'admitted', 'rejected', 'withdrawn']).optional(),
  q: z.string().max(200).optional(),
});
export const submissionWithAnswers = submissionView.extend({ answers: z.record(z.string(), z.unknown()) });

/** With the fields in which the sender's edit and another's were put together, as they stand now. */
export const savedView = submissionView.extend({ merged: z.record(z.string(), z.unknown()) });
