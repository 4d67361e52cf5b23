import { z } from 'zod';
import { roles } from '../../domain/kernel/actor.js';
import { scope } from '../users/person-fields.js';
import type { RoleGrant } from './role-grant.entity.js';

export const grantsQuery = z.object({ userId: z.uuid() });

export const newGrant = z.strictObject({ userId: z.uuid(), role: z.enum(roles), ...scope });

export const grantView = z.object({
  id: z.uuid(),
  userId: z.uuid(),
  role: z.string(),
  cycleId: z.uuid().nullable(),
  nominationId: z.uuid().nullable(),
  regionCode: z.string().nullable(),
  grantedAt: z.string(),
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
