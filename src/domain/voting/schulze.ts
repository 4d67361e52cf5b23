import { byNumber, mustBeBallots, type VotedEntry, type VotedRow } from './ballots.js';

/** A member's ranking in ranks of equals, the best first. Entries left out are equal to each other and behind all named. */
export interface WeakBallot {
  voterId: string;
  ranks: readonly (readonly string[])[];
}

/** By entry id: of the row, against the column. */
export type PairTable = Record<string, Record<string, number>>;

export interface SchulzeCount {
  rows: VotedRow[];
  /** How many members put the first before the second. */
  preferred: PairTable;
  /** The strength of the strongest path from the first to the second: that of its weakest step. */
  strongest: PairTable;
}

/**
 * Rules §10. The method of Schulze (2011). A step from one entry to another is there when more members prefer the first; it
 * is as strong as their number (`winning-votes`) or as the number by which they are more (`margins`). An entry is better
 * than another when the strongest path to it is stronger than the way back. The first place goes to all to whom nobody is
 * better, the next to those of the rest, and so on: who is not separated shares the places. An entry that wins against
 * every other alone is first. Refuses as `mustBeBallots`.
 */
export function schulze(
  entries: readonly VotedEntry[],
  ballots: readonly WeakBallot[],
  by: 'winning-votes' | 'margins',
): SchulzeCount {
  mustBeBallots(
    entries,
    ballots.map(({ voterId, ranks }) => ({ voterId, named: ranks.flat() })),
  );
  const sorted = [...entries].sort(byNumber);
  const preferred = preferences(sorted, ballots);
  const strongest = strongestPaths(sorted, preferred, by);
  return { rows: layers(sorted, strongest), preferred, strongest };
}

function pairTable(entries: readonly VotedEntry[], value: (a: string, b: string) => number): PairTable {
  return Object.fromEntries(
    entries.map(({ id }) => [
      id,
      Object.fromEntries(entries.filter((other) => other.id !== id).map((other) => [other.id, value(id, other.id)])),
    ]),
  );
}

function preferences(entries: readonly VotedEntry[], ballots: readonly WeakBallot[]): PairTable {
  const ranks = ballots.map((ballot) => {
    const rankOf = new Map(ballot.ranks.flatMap((equals, rank) => equals.map((id) => [id, rank])));
    return (id: string) => rankOf.get(id) ?? ballot.ranks.length;
  });
  return pairTable(entries, (a, b) => ranks.filter((rankOf) => rankOf(a) < rankOf(b)).length);
}

/** Paths are widened through each entry in turn (Floyd and Warshall). */
function strongestPaths(
  entries: readonly VotedEntry[],
  preferred: PairTable,
  by: 'winning-votes' | 'margins',
): PairTable {
  const paths = pairTable(entries, (a, b) => {
    const won = preferred[a]![b]!;
    const lost = preferred[b]![a]!;
    return won > lost ? (by === 'margins' ? won - lost : won) : 0;
  });
  for (const { id: through } of entries)
    for (const { id: from } of entries)
      for (const { id: to } of entries) {
        if (from === through || to === through || from === to) continue;
        const detour = Math.min(paths[from]![through]!, paths[through]![to]!);
        paths[from]![to] = Math.max(paths[from]![to]!, detour);
      }
  return paths;
}

function layers(entries: readonly VotedEntry[], strongest: PairTable): VotedRow[] {
  const rows: VotedRow[] = [];
  let left = [...entries];
  while (left.length) {
    const isBeaten = ({ id }: VotedEntry) =>
      left.some((other) => other.id !== id && strongest[other.id]![id]! > strongest[id]![other.id]!);
    const layer = left.filter((entry) => !isBeaten(entry));
    const place = { from: rows.length + 1, to: rows.length + layer.length };
    rows.push(...layer.map(({ id, registerNumber }) => ({ entryId: id, registerNumber, place })));
    left = left.filter((entry) => !layer.includes(entry));
  }
  return rows;
}
