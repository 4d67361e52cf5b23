import { z } from 'zod';
import type { Weighing } from './weighing.entity.js';

const data = z.record(z.string(), z.unknown());
export const weighTaskView = z.object({ taskId: z.uuid(), state: z.string() });
export const worthView = z.object({
  id: z.uuid(),
  rankingId: z.uuid(),
  seed: z.number().int(),
  settings: data,
  inputsHash: z.string(),
  result: data,
  resultHash: z.string(),
  computedAt: z.string(),
});
export function toWorthView(weighing: Weighing): z.infer<typeof worthView> {
  const { id, rankingId, seed, settings, inputsHash, result, resultHash, computedAt } = weighing;
  return worthView.parse({
    id,
    rankingId,
    seed,
    settings,
    inputsHash,
    result,
    resultHash,
    computedAt: computedAt.toISOString(),
  });
}
