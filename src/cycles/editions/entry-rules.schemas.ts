import { z } from 'zod';
import { waysIn } from '../../domain/cycles/entry-rules.js';

const words = z.object({ ru: z.string().trim().max(1000), en: z.string().trim().max(1000).optional() });

/** How one gets in, as programs and forms send it; a code is needed where one gets in by it. */
export const entryRulesInput = z
  .object({
    way: z.enum(waysIn),
    code: z.string().trim().max(60),
    joinDays: z.coerce.number().int().min(1).max(30),
    questions: z
      .array(
        z.object({
          id: z.string().regex(/^[\w-]{1,60}$/),
          text: words,
          ground: z.string().trim().max(1000),
          stops: z.enum(['yes', 'no']).nullable(),
          why: words,
        }),
      )
      .max(12),
  })
  .refine(({ way, code }) => way !== 'code' || code.length >= 4, { path: ['code'], params: { rule: 'required' } });
