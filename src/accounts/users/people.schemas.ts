import { z } from 'zod';
import { roles } from '../../domain/kernel/actor.js';
import { organisationKinds } from '../../domain/accounts/organisation.js';
import type { Invitation } from '../invitations/invitation.entity.js';
import type { Organisation } from '../organisations/organisation.entity.js';
import type { RoleGrant } from '../grants/role-grant.entity.js';
import type { User } from './user.entity.js';

const name = z.string().trim().min(1).max(200);
const page = {
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
const scope = {
  cycleId: z.uuid().nullish(),
  nominationId: z.uuid().nullish(),
  regionCode: z.string().max(10).nullish(),
};

export const peopleQuery = z.object({ ...page, q: z.string().max(200).optional() });
export const organisationsQuery = peopleQuery.extend({ regionCode: z.string().max(10).optional() });
export const grantsQuery = z.object({ userId: z.uuid() });
export const invitationsQuery = z.object(page);

export const newUser = z.strictObject({
  email: z.email(),
  name,
  locale: z.enum(['ru', 'en']).default('ru'),
  timeZone: z.string().max(60).default('Europe/Moscow'),
});
export const newOrganisation = z.strictObject({
  name,
  kind: z.enum(organisationKinds),
  regionCode: z.string().max(10),
});
export const organisationEdit = newOrganisation.partial();
export const newGrant = z.strictObject({ userId: z.uuid(), role: z.enum(roles), ...scope });
export const newInvitation = z.strictObject({
  email: z.email(),
  name,
  role: z.enum(roles),
  locale: z.enum(['ru', 'en']).default('ru'),
  ...scope,
  organisationId: z.uuid().nullish(),
});

const instant = z.string().nullable();
export const userView = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  locale: z.string(),
  timeZone: z.string(),
  createdAt: z.string(),
  deactivatedAt: instant,
});
export const organisationView = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.string(),
  regionCode: z.string(),
  version: z.number().int(),
});
export const grantView = z.object({
  id: z.uuid(),
  userId: z.uuid(),
  role: z.string(),
  cycleId: z.uuid().nullable(),
  nominationId: z.uuid().nullable(),
  regionCode: z.string().nullable(),
  grantedAt: z.string(),
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
export const pageOfViews = <View extends z.ZodType>(item: View) =>
  z.object({ items: z.array(item), next: z.string().nullable() });

export const toUserView = ({ id, email, name, locale, timeZone, createdAt, deactivatedAt }: User) => ({
  id,
  email,
  name,
  locale,
  timeZone,
  createdAt: createdAt.toISOString(),
  deactivatedAt: deactivatedAt?.toISOString() ?? null,
});

export const toOrganisationView = ({ id, name, kind, regionCode, version }: Organisation) => ({
  id,
  name,
  kind,
  regionCode,
  version,
});

export const toGrantView = ({ id, userId, role, cycleId, nominationId, regionCode, grantedAt }: RoleGrant) => ({
  id,
  userId,
  role,
  cycleId,
  nominationId,
  regionCode,
  grantedAt: grantedAt.toISOString(),
});

/** Never the link's hash. */
export const toInvitationView = (row: Invitation) => ({
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
