import type { RankingWorth, WorthSettings } from './ranking-worth.js';

/** Rules §17. What is left of a list for one who must not meet some of its entries; places and totals stand as they are. */
export function metEntries<Row extends { entryId: string }>(rows: readonly Row[], hidden: ReadonlySet<string>): Row[] {
  return rows.filter(({ entryId }) => !hidden.has(entryId));
}

/** Rules §17. Ids of entries without those that the reader must not meet. */
export const metIds = (ids: readonly string[], hidden: ReadonlySet<string>): string[] =>
  ids.filter((id) => !hidden.has(id));

/**
 * Rules §17. What a ranking is worth, and what was asked for it, without a word of the entries that are hidden from the
 * reader: neither a place nor a neighbour, a winner or an expert's pair names one.
 */
export function weighedWithout<Weighed extends { settings: WorthSettings; result: RankingWorth }>(
  weighed: Weighed,
  hidden: ReadonlySet<string>,
): Weighed {
  const settings = { ...weighed.settings, conflicts: metEntries(weighed.settings.conflicts, hidden) };
  return { ...weighed, settings, result: worthWithout(weighed.result, hidden) };
}

function worthWithout(worth: RankingWorth, hidden: ReadonlySet<string>): RankingWorth {
  const { adjusted, stability, advice } = worth;
  return {
    ...worth,
    adjusted: adjusted.identified
      ? { ...adjusted, entries: metEntries(adjusted.entries, hidden) }
      : { ...adjusted, parts: adjusted.parts.map((part) => ({ ...part, entries: metIds(part.entries, hidden) })) },
    stability: stability && {
      ...stability,
      entries: metEntries(stability.entries, hidden),
      winners: metEntries(stability.winners, hidden),
      neighbours: stability.neighbours.filter(({ above, below }) => !hidden.has(above) && !hidden.has(below)),
      decisive: stability.decisive.map((one) => ({
        ...one,
        leaves: metIds(one.leaves, hidden),
        enters: metIds(one.enters, hidden),
      })),
    },
    advice: advice && { ...advice, extra: metEntries(advice.extra, hidden) },
  };
}
