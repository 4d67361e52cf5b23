import { z } from 'zod';
import { outcomes } from '../../domain/cycles/outcome.js';
import { nobodyDetails } from '../../domain/cycles/decision-rules.js';

const number = z.coerce.number().int().min(1).max(50).nullable();

/** What a cycle awards, as programs and forms send it. */
export const decisionRulesInput = z.object({
  kinds: z.array(z.enum(outcomes)).min(1),
  foreseen: z.object({ laureate: number, 'runner-up': number, 'special-mention': number, reserve: number }),
  publishReserve: z.boolean(),
  publishNobody: z.enum(nobodyDetails),
  onlyLaureatesJudged: z.boolean().default(false),
});
