import { Refusal } from '../kernel/refusal.js';
import { compareText } from '../kernel/seeded.js';
import { mustBeBallots, namedIn, type OrderedBallot, placedBy, type VotedEntry, type VotedRow } from './ballots.js';

/** A member's votes: the entries named, in no order. */
export interface ChoiceBallot {
  voterId: string;
  choices: readonly string[];
}

export type CountedRow = VotedRow & { count: number };

/**
 * Rules §10. Counts votes: `most` is how many entries a member may name, `null` for any number (approval). Most votes come
 * first, equal votes share the places. Refuses as `mustBeBallots`, and `quota-reached` where a member named more.
 */
export function countVotes(
  entries: readonly VotedEntry[],
  ballots: readonly ChoiceBallot[],
  most: number | null,
): CountedRow[] {
  mustBeBallots(
    entries,
    ballots.map(({ voterId, choices }) => ({ voterId, named: choices })),
  );
  for (const { choices } of ballots)
    if (most !== null && choices.length > most)
      throw new Refusal({ code: 'quota-reached', quota: most, inPlay: choices.length });
  return placedBy(entries, ({ id }) => ({ count: ballots.filter(({ choices }) => choices.includes(id)).length }));
}

export type RankPointsRow = VotedRow & {
  count: number;
  /** The points that each member's place gave, in the order of the voters' ids. */
  points: number[];
};

/**
 * Rules §10. Rank mode (Borda): each member's first `top` entries get `top`, `top` − 1 … 1 points, the others none. With as
 * many as there are entries it is the count of Borda. Refuses as `mustBeBallots`.
 */
export function rankPoints(
  entries: readonly VotedEntry[],
  ballots: readonly OrderedBallot[],
  top: number,
): RankPointsRow[] {
  mustBeBallots(entries, ballots.map(namedIn));
  const sorted = [...ballots].sort((a, b) => compareText(a.voterId, b.voterId));
  return placedBy(entries, ({ id }) => {
    const points = sorted.map(({ order }) => {
      const at = order.indexOf(id);
      return at < 0 ? 0 : Math.max(0, top - at);
    });
    return { count: points.reduce((total, each) => total + each, 0), points };
  });
}

export interface PassRow {
  entryId: string;
  registerNumber: string;
  passed: boolean;
  for: number;
  against: number;
  /** How many votes for it were needed. */
  needed: number;
}

/**
 * Rules §10. Pass or fail: an entry passes with more than half, at least two thirds, or all of the votes cast on it; without
 * a vote it does not. Listed by register number. Refuses as `mustBeBallots`.
 */
export function passVote(
  entries: readonly VotedEntry[],
  ballots: readonly { voterId: string; marks: Readonly<Record<string, 'pass' | 'fail'>> }[],
  needs: 'majority' | 'two-thirds' | 'all',
): PassRow[] {
  mustBeBallots(
    entries,
    ballots.map(({ voterId, marks }) => ({ voterId, named: Object.keys(marks) })),
  );
  const rows = placedBy(entries, () => ({ count: 0 }));
  return rows.map(({ entryId, registerNumber }) => {
    const marks = ballots.flatMap(({ marks }) => (Object.hasOwn(marks, entryId) ? [marks[entryId]!] : []));
    const passes = marks.filter((mark) => mark === 'pass').length;
    const shares = {
      majority: Math.floor(marks.length / 2) + 1,
      'two-thirds': Math.max(1, Math.ceil((marks.length * 2) / 3)),
      all: Math.max(1, marks.length),
    };
    const needed = shares[needs];
    return { entryId, registerNumber, passed: passes >= needed, for: passes, against: marks.length - passes, needed };
  });
}
