import { z } from 'zod';
import { mailAddress } from '../../platform/http/fields.js';
import type { User } from '../users/user.entity.js';
import { name, page, instant } from '../users/person-fields.js';
import { homeZone } from '../../domain/kernel/local-day.js';

export const peopleQuery = z.object({ ...page, q: z.string().max(200).optional() });

export const newUser = z.strictObject({
  email: mailAddress,
  name,
  locale: z.enum(['ru', 'en']).default('ru'),
  timeZone: z.string().max(60).default(homeZone),
});
export const userView = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  locale: z.string(),
  timeZone: z.string(),
  createdAt: z.string(),
  deactivatedAt: instant,
});

export const toUserView = ({ id, email, name, locale, timeZone, createdAt, deactivatedAt }: User) => ({
  id,
  email,
  name,
  locale,
  timeZone,
  createdAt: createdAt.toISOString(),
  deactivatedAt: deactivatedAt?.toISOString() ?? null,
});
