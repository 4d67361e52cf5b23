import { z } from 'zod';
import { isDay } from '../../domain/kernel/local-day.js';
import type { Meeting } from './meeting.entity.js';

const line = z.string().trim().min(1).max(300);
const count = z.coerce.number().int().min(0).max(1000);
const day = z.string().refine(isDay, { error: 'not-a-date' });

const meetingFields = {
  body: line,
  number: z.string().trim().min(1).max(40),
  heldOn: day,
  place: line,
  form: z.enum(['in-person', 'remote', 'by-correspondence']),
  members: z.coerce.number().int().min(1).max(1000),
  present: count,
  recused: count.default(0),
  chairName: line,
  secretaryName: line,
};
const isSane = ({ members, present, recused }: { members: number; present: number; recused: number }) =>
  present + recused <= members;
const insane = { error: 'more-than-members', path: ['present'] };

export const meetingSchema = z
  .strictObject({ ...meetingFields, attendees: z.array(line).max(200).default([]) })
  .refine(isSane, insane);

/** The form sends attendees as lines. */
export const meetingForm = z
  .object({
    ...meetingFields,
    attendees: z
      .string()
      .max(20_000)
      .default('')
      .transform((text) =>
        text
          .split('\n')
          .map((name) => name.trim())
          .filter(Boolean),
      ),
    version: z.coerce.number().int().optional(),
  })
  .refine(isSane, insane);

export const meetingView = z.object({
  id: z.uuid(),
  cycleId: z.uuid(),
  body: z.string(),
  regionCode: z.string().nullable(),
  number: z.string(),
  heldOn: z.string(),
  place: z.string(),
  form: z.string(),
  members: z.number().int(),
  present: z.number().int(),
  recused: z.number().int(),
  chairName: z.string(),
  secretaryName: z.string(),
  attendees: z.array(z.string()),
  version: z.number().int(),
});
export function toMeetingView(meeting: Meeting): z.infer<typeof meetingView> {
  const { id, cycleId, body, regionCode, number, heldOn, place, form, members, present, recused } = meeting;
  const { chairName, secretaryName, attendees, version } = meeting;
  const attendance = { members, present, recused, chairName, secretaryName, attendees };
  return { id, cycleId, body, regionCode, number, heldOn, place, form, ...attendance, version };
}
