import { z } from 'zod';
import { text } from '../../platform/http/fields.js';
import { organisationKinds } from '../../domain/accounts/organisation.js';
import type { Nomination } from './nomination.entity.js';

export const nominationInput = z.object({
  code: z
    .string()
    .trim()
    .regex(/^[А-ЯЁA-Z0-9]{1,6}$/u),
  title: text(200).min(1),
  description: text(2000).default(''),
  allowedKinds: z.array(z.enum(organisationKinds)).default([]),
  quotaPerRegion: z.number().int().min(1).max(1000).nullable().default(null),
  spheres: z.array(text(80).min(1)).max(40).default([]),
});

export type NominationInput = z.output<typeof nominationInput>;

export const nominationView = z.object({
  id: z.string(),
  code: z.string(),
  title: z.string(),
  description: z.string(),
  allowedKinds: z.array(z.string()),
  quotaPerRegion: z.number().nullable(),
  spheres: z.array(z.string()),
  version: z.number(),
});

export const toNomination = (row: Nomination): z.infer<typeof nominationView> => nominationView.parse(row);
