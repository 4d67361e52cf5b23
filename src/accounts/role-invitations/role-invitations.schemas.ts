import { z } from 'zod';
import { mailAddress } from '../../platform/http/fields.js';
import { page, name, scope, instant } from '../users/person-fields.js';
import { roles } from '../../domain/kernel/actor.js';
import type { RoleInvitation } from './role-invitation.entity.js';

export const invitationsQuery = z.object(page);

export const newInvitation = z.strictObject({
  email: mailAddress,
  name,
  role: z.enum(roles),
  locale: z.enum(['ru', 'en']).default('ru'),
  ...scope,
  organisationId: z.uuid().nullish(),
});

export const invitationView = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: z.string(),
  cycleId: z.uuid().nullable(),
  nominationId: z.uuid().nullable(),
  regionCode: z.string().nullable(),
  organisationId: z.uuid().nullable(),
  createdAt: z.string(),
  expiresAt: z.string(),
  acceptedAt: instant,
  declinedAt: instant,
  declineReason: z.string().nullable(),
});

/** Never the link's hash. */
export const toInvitationView = (row: RoleInvitation) => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  cycleId: row.cycleId,
  nominationId: row.nominationId,
  regionCode: row.regionCode,
  organisationId: row.organisationId,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  acceptedAt: row.acceptedAt?.toISOString() ?? null,
  declinedAt: row.declinedAt?.toISOString() ?? null,
  declineReason: row.declineReason,
});
