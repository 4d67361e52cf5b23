/**
 * What a criterion asks of an expert. Levels are words that stand for points; pass or fail is written 1 or 0, and a gate
 * lets nobody through whom any expert, or more than half of those who judged, failed; information has no points. With places
 * an expert ranks the own entries of a nomination: the first of ten is written 10, the tenth 1, any other 0. A vote is
 * written 1 or 0, and an expert has so many in a nomination, or any number.
 */
export type CriterionKind =
  | { kind: 'numeric' }
  | { kind: 'levels'; levels: { label: string; points: string }[] }
  | { kind: 'pass-fail'; gate: 'none' | 'any' | 'majority' }
  | { kind: 'rank'; top: number }
  | { kind: 'vote'; most: number | null }
  | { kind: 'information' };

/** The kind where an expert chooses among the own entries: places, or votes; null where each entry is judged by itself. */
export function pickOf(kind: CriterionKind | undefined): (CriterionKind & { kind: 'rank' | 'vote' }) | null {
  return kind?.kind === 'rank' || kind?.kind === 'vote' ? kind : null;
}
