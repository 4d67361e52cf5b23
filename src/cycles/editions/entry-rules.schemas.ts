import { z } from 'zod';
import { entryConsentKinds, waysIn } from '../../domain/cycles/entry-rules.js';

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
    /** Left out, there are none. */
    consents: z
      .array(
        z.object({
          kind: z.enum(entryConsentKinds),
          version: z.string().trim().min(1).max(60),
          text: z.string().trim().min(1).max(60_000),
        }),
      )
      .max(entryConsentKinds.length)
      .refine((consents) => new Set(consents.map(({ kind }) => kind)).size === consents.length, {
        params: { rule: 'duplicate' },
      })
      .default([]),
  })
  .refine(({ way, code }) => way !== 'code' || code.length >= 4, { path: ['code'], params: { rule: 'required' } });
