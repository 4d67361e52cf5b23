import { z } from 'zod';
import { metEntries } from '../../domain/results/rankings/hidden-entries.js';
import { storedRowsOf } from '../../domain/results/rankings/stored-rows.js';
import type { WholeRanking } from './stored-ranking.entity.js';

const data = z.record(z.string(), z.unknown());
export const rankingView = z.object({
  id: z.uuid(),
  nominationId: z.uuid(),
  inputsHash: z.string(),
  sheets: z.number().int(),
  computedAt: z.string(),
  rows: z.array(data),
  unranked: z.array(data),
  /** How many entries are left out because the reader has a conflict of interest with them. */
  hidden: z.int(),
});
export function toRankingView(ranking: WholeRanking, hidden: ReadonlySet<string>): z.infer<typeof rankingView> {
  const rows = storedRowsOf(ranking);
  const [ranked, unranked] = [metEntries(rows.ranked, hidden), metEntries(rows.unranked, hidden)];
  return {
    id: ranking.id,
    nominationId: ranking.nominationId,
    inputsHash: ranking.inputsHash,
    sheets: ranking.sheets,
    computedAt: ranking.computedAt.toISOString(),
    rows: ranked as unknown as Record<string, unknown>[],
    unranked: unranked as unknown as Record<string, unknown>[],
    hidden: rows.ranked.length + rows.unranked.length - ranked.length - unranked.length,
  };
}

export const openVoteSchema = z.strictObject({
  votes: z.record(z.uuid(), z.int().min(0).max(1000)),
  chair: z.array(z.uuid()).max(50).default([]),
  ground: z.string().max(4000).default(''),
});
