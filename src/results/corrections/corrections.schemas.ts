import { z } from 'zod';
import { correctionChange } from './correction-change.schemas.js';

/** What the page sends beside the cells of the sheets. */
export const correctionForm = z.looseObject({
  ground: z.string().max(4000).default(''),
  points: z.string().trim().max(24).default(''),
  entry: z.literal('out').optional(),
  appeal: z.union([z.uuid(), z.literal('')]).default(''),
});

export const correctionInput = z.strictObject({
  ground: z.string().max(4000).default(''),
  changes: z.array(correctionChange).max(500),
  appealId: z.uuid().optional(),
});
