/** An entry to be discussed: whether its experts disagree, and which members must not be in the room for it. */
export interface DiscussedEntry {
  id: string;
  divergent: boolean;
  /** Ids of members who have a conflict of interest with it. */
  away: readonly string[];
}

/**
 * Rules §11. Whether the experts disagree on an entry: the greatest and the least total of its sheets lie further apart than
 * the rule of divergence allows. `spread` is null with fewer than two sheets, `above` where no rule speaks of totals.
 */
export const isDivergent = (spread: string | null, above: number | null): boolean =>
  above !== null && spread !== null && Number(spread) > above;

/** So many entries are put in the best order by trying everything that matters; more by stepwise improvement. */
const exactUpTo = 11;

/**
 * Rules §11. The order of discussion: entries on which the experts disagree come first, and within both parts the order
 * is one in which members go out of the room and come back as seldom as possible. Equal orders are settled by the ids,
 * so that the same entries give the same order. Everybody is in the room before the first and after the last.
 */
export function discussionOrder(entries: readonly DiscussedEntry[]): DiscussedEntry[] {
  const sorted = [...entries].sort((a, b) => (a.id < b.id ? -1 : 1));
  const first = ordered(
    sorted.filter(({ divergent }) => divergent),
    [],
  );
  const before = first.at(-1)?.away ?? [];
  return [
    ...first,
    ...ordered(
      sorted.filter(({ divergent }) => !divergent),
      before,
    ),
  ];
}

/** How often somebody goes through the door in this order: out, and back in, each counts. */
export function doorsOf(entries: readonly Pick<DiscussedEntry, 'away'>[]): number {
  let steps = 0;
  let away: readonly string[] = [];
  for (const entry of [...entries, { away: [] }]) {
    steps += between(away, entry.away);
    away = entry.away;
  }
  return steps;
}

function between(a: readonly string[], b: readonly string[]): number {
  return a.filter((id) => !b.includes(id)).length + b.filter((id) => !a.includes(id)).length;
}

function ordered(entries: readonly DiscussedEntry[], before: readonly string[]): DiscussedEntry[] {
  if (entries.length < 2) return [...entries];
  return entries.length <= exactUpTo ? exactly(entries, before) : improved(nearestFirst(entries, before), before);
}

/** The shortest way through all entries, from those who are away before to everybody in the room. */
function exactly(entries: readonly DiscussedEntry[], before: readonly string[]): DiscussedEntry[] {
  const size = entries.length;
  const all = 1 << size;
  const cost = Array.from({ length: all }, () => Array.from({ length: size }, () => Infinity));
  const from = Array.from({ length: all }, () => Array.from({ length: size }, () => -1));
  entries.forEach(({ away }, last) => (cost[1 << last]![last] = between(before, away)));
  for (let set = 1; set < all; set += 1)
    for (let last = 0; last < size; last += 1) {
      const sofar = cost[set]![last]!;
      if (sofar === Infinity) continue;
      for (let next = 0; next < size; next += 1) {
        if (set & (1 << next)) continue;
        const reached = set | (1 << next);
        const price = sofar + between(entries[last]!.away, entries[next]!.away);
        if (price >= cost[reached]![next]!) continue;
        cost[reached]![next] = price;
        from[reached]![next] = last;
      }
    }
  const ends = entries.map(({ away }, last) => cost[all - 1]![last]! + away.length);
  let last = ends.indexOf(Math.min(...ends));
  const way: DiscussedEntry[] = [];
  for (let set = all - 1; last >= 0;) {
    way.unshift(entries[last]!);
    const previous = from[set]![last]!;
    set ^= 1 << last;
    last = previous;
  }
  return way;
}

function nearestFirst(entries: readonly DiscussedEntry[], before: readonly string[]): DiscussedEntry[] {
  const left = [...entries];
  const way: DiscussedEntry[] = [];
  for (let away = before; left.length > 0;) {
    const next = left.reduce((best, entry) => (between(away, entry.away) < between(away, best.away) ? entry : best));
    left.splice(left.indexOf(next), 1);
    way.push(next);
    away = next.away;
  }
  return way;
}

/** Turns parts of the way round as long as that makes it shorter. */
function improved(way: DiscussedEntry[], before: readonly string[]): DiscussedEntry[] {
  const awayAt = (index: number) => (index < 0 ? before : (way[index]?.away ?? []));
  for (let isBetter = true; isBetter;) {
    isBetter = false;
    for (let i = 0; i < way.length - 1; i += 1)
      for (let j = i + 1; j < way.length; j += 1) {
        const now = between(awayAt(i - 1), awayAt(i)) + between(awayAt(j), awayAt(j + 1));
        const turned = between(awayAt(i - 1), awayAt(j)) + between(awayAt(i), awayAt(j + 1));
        if (turned >= now) continue;
        way.splice(i, j - i + 1, ...way.slice(i, j + 1).reverse());
        isBetter = true;
      }
  }
  return way;
}
