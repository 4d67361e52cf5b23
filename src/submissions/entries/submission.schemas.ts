import { z } from 'zod';
import type { Submission } from './submission.entity.js';

/** With the fields that stay open for its people; none named leaves all open. */
/** What the program had read of the entry; where it is another by now, nothing is done (`entry-moved-on`). */
const seen = z
  .strictObject({
    state: z.enum(['draft', 'submitted', 'returned', 'admitted', 'rejected', 'withdrawn']),
    revision: z.int().min(0),
  })
  .nullable()
  .default(null);
const reason = z.string().max(4000).default('');

export const returnSchema = z.strictObject({
  reason,
  seen,
  openFields: z.array(z.string().max(80)).max(500).default([]),
});

/** A reason where something does not fit or a panel is split; otherwise nothing need be sent. */
export const admitSchema = z.strictObject({ reason, seen }).default({ reason: '', seen: null });

export const reasonSchema = z.strictObject({ reason });
export const rejectSchema = z.strictObject({ reason, seen });

type Viewed = Omit<z.infer<typeof submissionView>, 'onBehalf' | 'revision' | 'submittedAt' | 'dueAt'> &
  Pick<Submission, 'enteredById' | 'revisions' | 'submittedAt' | 'dueAt'>;

export const submissionView = z.object({
  id: z.uuid(),
  cycleId: z.uuid(),
  nominationId: z.uuid(),
  organisationId: z.uuid(),
  /** Whether those who run the contest entered it on behalf of the organisation. */
  onBehalf: z.boolean(),
  regionCode: z.string(),
  title: z.string(),
  state: z.string(),
  registerNumber: z.string().nullable(),
  revision: z.number().int(),
  submittedAt: z.string().nullable(),
  reason: z.string(),
  dueAt: z.string().nullable(),
  /** The fields that may be changed while the entry is returned; null where all are open. */
  openFields: z.array(z.string()).nullable(),
  generated: z.boolean(),
  version: z.number().int(),
});

export function toView(entry: Viewed): z.infer<typeof submissionView> {
  return {
    id: entry.id,
    cycleId: entry.cycleId,
    nominationId: entry.nominationId,
    organisationId: entry.organisationId,
    onBehalf: entry.enteredById !== null,
    regionCode: entry.regionCode,
    title: entry.title,
    state: entry.state,
    registerNumber: entry.registerNumber,
    revision: entry.revisions,
    submittedAt: entry.submittedAt?.toISOString() ?? null,
    reason: entry.reason,
    dueAt: entry.dueAt?.toISOString() ?? null,
    openFields: entry.openFields,
    generated: entry.generated,
    version: entry.version,
  };
}
