import { z } from 'zod';
import { type BatchItem, proposableKinds } from '../../domain/results/decisions/decision-batch.js';
import type { DecisionBatch } from '../awards/decision-batch.entity.js';

const words = z.string().max(4000).default('');
export const batchHash = z.string().regex(/^[0-9a-f]{64}$/);

export const proposeSchema = z.strictObject({
  meetingId: z.uuid(),
  outcome: z.enum(proposableKinds),
  ground: words,
  despite: words,
});
export const linesSchema = z.strictObject({
  meetingId: z.uuid(),
  /** Needed where more are named than the regulation foresees. */
  ground: words,
  despite: words,
  lines: z.array(z.strictObject({ number: z.string().max(60), kind: z.string().max(60), reason: words })).max(2000),
});
export const applySchema = z.strictObject({ hash: batchHash });
export const cancelSchema = z.strictObject({ reason: words });

export const batchHead = z.object({
  id: z.uuid(),
  meetingId: z.uuid(),
  source: z.string(),
  state: z.string(),
  hash: z.string(),
  /** How many decisions, the hidden ones too. */
  count: z.number().int(),
  preparedByName: z.string(),
  preparedAt: z.string(),
  appliedByName: z.string(),
  appliedAt: z.string().nullable(),
  reason: z.string(),
});
export const batchView = batchHead.extend({
  ground: z.string(),
  despite: z.string(),
  items: z.array(
    z.object({
      nomination: z.string(),
      outcome: z.string(),
      submissionId: z.uuid(),
      registerNumber: z.string(),
      reason: z.string(),
    }),
  ),
  /** How many are left out because the reader has a conflict of interest with them. */
  hidden: z.number().int(),
  skipped: z.array(z.object({ nomination: z.string(), why: z.string() })),
});

export const toBatchHead = (batch: DecisionBatch): z.infer<typeof batchHead> =>
  batchHead.parse({
    ...batch,
    count: batch.items.length,
    preparedAt: batch.preparedAt.toISOString(),
    appliedAt: batch.appliedAt?.toISOString() ?? null,
  });

export const toBatchView = (facts: {
  batch: DecisionBatch;
  items: readonly BatchItem[];
  hidden: number;
}): z.infer<typeof batchView> =>
  batchView.parse({ ...facts.batch, ...toBatchHead(facts.batch), items: facts.items, hidden: facts.hidden });
