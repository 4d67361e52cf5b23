import { z } from 'zod';
import { namedOutcomes } from '../../domain/results/decisions/award.js';

const reason = z.string().max(4000).default('');
const outcome = z.enum(namedOutcomes);

export const awardSchema = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('recommended'),
    meetingId: z.uuid(),
    nominationId: z.uuid(),
    submissionId: z.uuid(),
    reason,
  }),
  z.strictObject({
    outcome,
    meetingId: z.uuid(),
    nominationId: z.uuid(),
    chosen: z.array(z.strictObject({ submissionId: z.uuid(), reason })).max(200),
    ground: reason,
    /** Why the body does not wait for sheets that are missing for a place. */
    despite: reason,
  }),
]);
