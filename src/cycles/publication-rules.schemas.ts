import { z } from 'zod';
import { publicDetails } from '../domain/publication-rules.js';

/** What is published and what entrants learn, as programs and forms send it. */
export const publicationRulesInput = z.object({
  detail: z.enum(publicDetails),
  explain: z.object({ place: z.boolean(), criteria: z.boolean(), remarks: z.boolean() }),
  certificates: z.boolean(),
  term: z.object({ days: z.coerce.number().int().min(1).max(365), kind: z.enum(['calendar', 'working']) }).nullable(),
  appealDays: z.coerce.number().int().min(0).max(365),
});
