import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/kernel/actor.js';
import type { RankingWorth } from '../../domain/results/ranking-worth.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { listHidden } from '../rankings/rankings.queries.js';
import type { Weighing } from '../weighing/weighing.entity.js';

/** What is left of a list for one who must not meet some of its entries. */
export function met<Row extends { entryId: string }>(rows: readonly Row[], hidden: ReadonlySet<string>): Row[] {
  return rows.filter(({ entryId }) => !hidden.has(entryId));
}

/** What a ranking is worth, and what was asked for it, without a word of the entries that are hidden from the reader. */
export function weighedWithout(weighing: Weighing, hidden: ReadonlySet<string>): Weighing {
  const settings = { ...weighing.settings, conflicts: met(weighing.settings.conflicts, hidden) };
  return { ...weighing, settings, result: worthWithout(weighing.result, hidden) };
}

function worthWithout(worth: RankingWorth, hidden: ReadonlySet<string>): RankingWorth {
  const { adjusted, stability, advice } = worth;
  const seen = (ids: readonly string[]) => ids.filter((id) => !hidden.has(id));
  return {
    ...worth,
    adjusted: adjusted.identified
      ? { ...adjusted, entries: met(adjusted.entries, hidden) }
      : { ...adjusted, parts: adjusted.parts.map((part) => ({ ...part, entries: seen(part.entries) })) },
    stability: stability && {
      ...stability,
      entries: met(stability.entries, hidden),
      winners: met(stability.winners, hidden),
      neighbours: stability.neighbours.filter(({ above, below }) => !hidden.has(above) && !hidden.has(below)),
      decisive: stability.decisive.map((one) => ({ ...one, leaves: seen(one.leaves), enters: seen(one.enters) })),
    },
    advice: advice && { ...advice, extra: met(advice.extra, hidden) },
  };
}

/** Refuses with `conflict-of-interest` one who must not meet an entry of the nomination, or of a region in it. */
export async function mustMeetAll(
  em: EntityManager,
  actor: Actor,
  nominationId: string,
  regionCode?: string,
): Promise<void> {
  if ((await listHidden(em, actor.userId, { nominationId, ...(regionCode !== undefined && { regionCode }) })).size > 0)
    throw new Refusal({ code: 'conflict-of-interest', source: 'declared' });
}

/** Nominations with an admitted entry that a person must not meet. */
export async function listClosedTo(em: EntityManager, userId: string | null, cycleId: string): Promise<Set<string>> {
  if (userId === null) return new Set();
  const rows: { id: string }[] = await em.query(
    `SELECT DISTINCT s.nomination_id AS id FROM submission s
      WHERE s.cycle_id = $1 AND s.state = 'admitted' AND s.id IN (SELECT entries_hidden_from($2))`,
    [cycleId, userId],
  );
  return new Set(rows.map(({ id }) => id));
}
