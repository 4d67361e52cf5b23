import { z } from 'zod';

export const bodyBallotsSchema = z.strictObject({
  meetingId: z.uuid(),
  ground: z.string().max(1000).default(''),
  ballots: z
    .array(
      z.strictObject({
        voterId: z.uuid(),
        marks: z.record(z.string(), z.string().max(24)).optional(),
        order: z.array(z.uuid()).max(1000).optional(),
      }),
    )
    .max(200),
});
