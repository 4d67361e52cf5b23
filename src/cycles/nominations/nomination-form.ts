import { z } from 'zod';
import { organisationKinds } from '../../domain/accounts/organisation.js';
import { nominationInput } from './nominations.schemas.js';
import { wordsFrom } from './typed-words.js';

/** A nomination as the form of a page sends it. */
export const nominationForm = nominationInput.extend({
  version: z.coerce.number().int().optional(),
  allowedKinds: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((sent) => [sent ?? []].flat())
    .pipe(z.array(z.enum(organisationKinds))),
  spheres: z.string().max(4000).default('').transform(wordsFrom),
  quotaPerRegion: z
    .string()
    .default('')
    .transform((typed) => (typed.trim() ? Number(typed) : null))
    .pipe(z.number().int().min(1).max(1000).nullable()),
});
