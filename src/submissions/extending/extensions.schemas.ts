import { z } from 'zod';
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
