import { z } from 'zod';

const whole = z.number().int();

export const termSchema = z.strictObject({
  dueAt: z.iso
    .datetime({ offset: true })
    .transform((at) => new Date(at))
    .nullable(),
});

export const panelsSchema = z.strictObject({ nominationIds: z.array(z.uuid()).max(200) });

export const boardView = z.object({
  items: z.array(
    z.object({
      expertId: z.uuid(),
      name: z.string(),
      email: z.string(),
      assigned: whole,
      submitted: whole,
      started: whole,
      lastAt: z.string().nullable(),
      dueAt: z.string().nullable(),
      isLate: z.boolean(),
    }),
  ),
  next: z.string().nullable(),
});
