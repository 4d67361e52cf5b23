import { z } from 'zod';
import type { Closing } from '../../domain/cycles/closing.js';
import { instant, text } from '../../platform/http/fields.js';
import type { ListedExtension } from './extending.queries.js';

/** At most one of the three is named; none reaches everybody. */
export const extensionInput = z.object({
  nominationId: z.uuid().nullable().default(null),
  organisationId: z.uuid().nullable().default(null),
  submissionId: z.uuid().nullable().default(null),
  closesFrom: instant.transform((at) => new Date(at)),
  closesAt: instant.transform((at) => new Date(at)),
  reason: text(2000).min(1),
  document: text(300).default(''),
});

export const takeBackInput = z.object({ reason: text(2000).min(1) });

export const extensionView = z.object({
  id: z.string(),
  nominationId: z.string().nullable(),
  organisationId: z.string().nullable(),
  submissionId: z.string().nullable(),
  closesFrom: z.string(),
  closesAt: z.string(),
  reason: z.string(),
  document: z.string(),
  recordedAt: z.string(),
  recordedBy: z.string(),
  withdrawnAt: z.string().nullable(),
});

export const toExtension = (row: ListedExtension): z.infer<typeof extensionView> => ({
  id: row.id,
  nominationId: row.nominationId,
  organisationId: row.organisationId,
  submissionId: row.submissionId,
  closesFrom: row.closesFrom.toISOString(),
  closesAt: row.closesAt.toISOString(),
  reason: row.reason,
  document: row.document,
  recordedAt: row.recordedAt.toISOString(),
  recordedBy: row.recordedBy,
  withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
});

export const closingView = z.object({
  state: z.enum(['ahead', 'open', 'extended', 'closed']),
  opensAt: z.string(),
  closesAt: z.string(),
  longer: z.array(
    z.object({
      of: z.enum(['nomination', 'organisation', 'entry']),
      ids: z.array(z.string()),
      closesAt: z.string(),
      isOpen: z.boolean(),
    }),
  ),
  /** For those who run the cycle alone. */
  graceMinutes: z.number().optional(),
});

export const toClosing = (closing: Closing): z.infer<typeof closingView> => ({
  state: closing.state,
  opensAt: closing.opensAt.toISOString(),
  closesAt: closing.closesAt.toISOString(),
  longer: closing.longer.map(({ closesAt, ...term }) => ({ ...term, closesAt: closesAt.toISOString() })),
  ...(closing.graceMinutes !== null && { graceMinutes: closing.graceMinutes }),
});
