import { rankEntries } from '../ranking.js';
import { groupsOf } from './places.js';
import type { RankingInput } from './input.js';
import type { Ranking } from './result.js';

export interface TwoPhaseRow {
  entryId: string;
  registerNumber: string;
  place: { from: number; to: number };
  /** The phase whose ranking gave the place. */
  phase: 1 | 2;
}

export interface TwoPhaseRanking {
  first: Ranking;
  /** `null` where nobody passed the first phase. */
  second: Ranking | null;
  rows: TwoPhaseRow[];
}

/**
 * Rules §10. Two phases: the `top` best by points go on to the members' marks, which alone decide among them; the others
 * follow in the order of the first phase. Who shares the last of the top places goes on too. A finalist whom the second
 * phase leaves without a place (too few marks) stands behind the other finalists, in the order of the first phase. `second`
 * brings criteria, sheets and rule of the marks; its entries are chosen from those of `first`.
 */
export function rankInTwoPhases(
  first: RankingInput,
  second: Omit<RankingInput, 'entries'>,
  top: number,
): TwoPhaseRanking {
  const points = rankEntries(first);
  const finalists = new Set(points.rows.filter(({ place }) => place.from <= top).map(({ entryId }) => entryId));
  const entries = first.entries.filter(({ id }) => finalists.has(id));
  const sheets = second.sheets.filter(({ entryId }) => finalists.has(entryId));
  const marks = entries.length ? rankEntries({ ...second, entries, sheets }) : null;
  const placed = new Set(marks?.rows.map(({ entryId }) => entryId));
  const rest = points.rows.filter(({ entryId }) => !placed.has(entryId));
  const groups = groupsOf(
    rest,
    (a, b) => a.place.from === b.place.from && finalists.has(a.entryId) === finalists.has(b.entryId),
  );
  const following = rest.map(({ entryId, registerNumber }, index): TwoPhaseRow => {
    const place = { from: placed.size + groups[index]!.first + 1, to: placed.size + groups[index]!.last + 1 };
    return { entryId, registerNumber, place, phase: 1 };
  });
  const leading = (marks?.rows ?? []).map(({ entryId, registerNumber, place }): TwoPhaseRow => ({
    entryId,
    registerNumber,
    place,
    phase: 2,
  }));
  return { first: points, second: marks, rows: [...leading, ...following] };
}
