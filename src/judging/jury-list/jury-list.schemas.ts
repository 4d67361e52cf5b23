import { z } from 'zod';
import { mailAddress } from '../../platform/http/fields.js';
import type { Expert } from '../experts/expert.entity.js';

export const inviteSchema = z.strictObject({
  name: z.string().trim().min(3).max(200),
  email: mailAddress,
  locale: z.enum(['ru', 'en']).optional(),
  regionCode: z.string().max(10).nullable().default(null),
  organisationId: z.uuid().nullable().default(null),
  employer: z.string().max(300).default(''),
  capacity: z.number().int().min(1).max(1000).default(30),
});

export const expertView = z.object({
  id: z.uuid(),
  userId: z.uuid(),
  state: z.enum(['invited', 'accepted', 'declined', 'lapsed', 'removed']),
  regionCode: z.string().nullable(),
  organisationId: z.uuid().nullable(),
  employer: z.string(),
  capacity: z.number().int(),
  invitedAt: z.string(),
  answeredAt: z.string().nullable(),
  declineReason: z.string(),
  conflictsDeclaredAt: z.string().nullable(),
});

export const expertRow = expertView.extend({
  name: z.string(),
  email: z.string(),
  assigned: z.number().int(),
  submitted: z.number().int(),
  conflicts: z.number().int(),
});

export function toExpertView(expert: Expert): z.infer<typeof expertView> {
  return {
    id: expert.id,
    userId: expert.userId,
    state: expert.state,
    regionCode: expert.regionCode,
    organisationId: expert.organisationId,
    employer: expert.employer,
    capacity: expert.capacity,
    invitedAt: expert.invitedAt.toISOString(),
    answeredAt: expert.answeredAt?.toISOString() ?? null,
    declineReason: expert.declineReason,
    conflictsDeclaredAt: expert.conflictsDeclaredAt?.toISOString() ?? null,
  };
}
