import { z } from 'zod';
import { plainPublicationRules, publicDetails } from '../../domain/cycles/publication-rules.js';
import { ballotRules, plainSittingRules } from '../../domain/cycles/sitting-rules.js';

/** What is published and what entrants learn, as programs and forms send it. */
export const publicationRulesInput = z.object({
  detail: z.enum(publicDetails),
  explain: z.object({ place: z.boolean(), criteria: z.boolean(), remarks: z.boolean() }),
  certificates: z.boolean(),
  voteAnnotations: z.boolean().default(plainPublicationRules.voteAnnotations),
  term: z.object({ days: z.coerce.number().int().min(1).max(365), kind: z.enum(['calendar', 'working']) }).nullable(),
  sittings: z
    .object({
      base: z.enum(['present', 'members']),
      casting: z.boolean(),
      recusals: z.enum(['reduce-base', 'keep-base']),
      ballots: z.enum(ballotRules).default(plainSittingRules.ballots),
    })
    .default(plainSittingRules),
  appealDays: z.coerce.number().int().min(0).max(365),
});
