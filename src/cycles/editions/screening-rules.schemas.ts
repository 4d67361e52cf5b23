import { z } from 'zod';

const words = z.object({ ru: z.string().trim().min(1).max(300), en: z.string().trim().max(300).optional() });

export const mostItems = 20;
export const mostCheckers = 5;

/** How entries are screened, as programs and forms send it; an item is listed once. */
export const screeningRulesInput = z
  .object({
    checklist: z
      .array(z.object({ id: z.string().regex(/^[\w-]{1,60}$/), text: words, ground: z.string().trim().max(200) }))
      .max(mostItems),
    checkers: z.coerce.number().int().min(1).max(mostCheckers),
  })
  .refine(({ checklist }) => new Set(checklist.map(({ id }) => id)).size === checklist.length, {
    path: ['checklist'],
    params: { rule: 'duplicate' },
  });
