import { z } from 'zod';
import { name, page } from '../users/person-fields.js';
import { organisationKinds } from '../../domain/accounts/organisation.js';
import type { Organisation } from './organisation.entity.js';

export const organisationsQuery = z.object({
  ...page,
  q: z.string().max(200).optional(),
  regionCode: z.string().max(10).optional(),
});

export const newOrganisation = z.strictObject({
  name,
  kind: z.enum(organisationKinds),
  regionCode: z.string().max(10),
  inn: z.string().max(20).nullish(),
  another: z.boolean().optional(),
});

export const organisationEdit = newOrganisation.omit({ another: true }).partial();

export const organisationView = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.string(),
  regionCode: z.string(),
  inn: z.string().nullable(),
  version: z.number().int(),
});

export const toOrganisationView = ({ id, name, kind, regionCode, inn, version }: Organisation) => ({
  id,
  name,
  kind,
  regionCode,
  inn,
  version,
});
