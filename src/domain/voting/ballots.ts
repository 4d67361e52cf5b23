import { groupsOf } from '../kernel/runs.js';
import { Refusal } from '../kernel/refusal.js';
import { compareText } from '../kernel/seeded.js';

/** An entry that is voted on. */
export interface VotedEntry {
  id: string;
  registerNumber: string;
}

/** A member's ranking, the best first. Entries left out stand behind all that are named. */
export interface OrderedBallot {
  voterId: string;
  order: readonly string[];
}

/** An entry's place by a vote; shared places run from the first to the last of them. */
export interface VotedRow {
  entryId: string;
  registerNumber: string;
  place: { from: number; to: number };
}

/**
 * Refuses ballots that nobody could cast: `already-exists` for two of one voter or an entry named twice, `not-found` for an
 * entry that is not voted on, `nothing-to-rank` without entries.
 */
export function mustBeBallots(
  entries: readonly VotedEntry[],
  ballots: readonly { voterId: string; named: readonly string[] }[],
): void {
  if (!entries.length) throw new Refusal({ code: 'nothing-to-rank' });
  const known = new Set(entries.map(({ id }) => id));
  const voters = new Set<string>();
  for (const { voterId, named } of ballots) {
    if (voters.has(voterId)) throw new Refusal({ code: 'already-exists', what: `ballot of ${voterId}` });
    voters.add(voterId);
    if (named.some((id) => !known.has(id))) throw new Refusal({ code: 'not-found' });
    if (new Set(named).size < named.length)
      throw new Refusal({ code: 'already-exists', what: `entry on the ballot of ${voterId}` });
  }
}

export const namedIn = ({ voterId, order }: OrderedBallot) => ({ voterId, named: order });

/** Entries in the order of their register numbers. */
export function byNumber(a: VotedEntry, b: VotedEntry): number {
  return compareText(a.registerNumber, b.registerNumber) || compareText(a.id, b.id);
}

/** Entries by falling counts; equal counts share the places. `counted` says the count of an entry. */
export function placedBy<Row extends object>(
  entries: readonly VotedEntry[],
  counted: (entry: VotedEntry) => { count: number } & Row,
): (VotedRow & Row)[] {
  const rows = entries.map((entry) => ({ entry, counted: counted(entry) }));
  const sorted = rows.sort((a, b) => b.counted.count - a.counted.count || byNumber(a.entry, b.entry));
  const groups = groupsOf(sorted, (a, b) => a.counted.count === b.counted.count);
  return sorted.map(({ entry, counted }, index) => ({
    entryId: entry.id,
    registerNumber: entry.registerNumber,
    place: { from: groups[index]!.first + 1, to: groups[index]!.last + 1 },
    ...counted,
  }));
}
