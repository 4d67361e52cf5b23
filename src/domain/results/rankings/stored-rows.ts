import type { RankingRow, UnrankedRow } from '../../ranking/rank-entries.js';

/** A row as a stored ranking keeps it: with a place, or without one and why. */
export type StoredRow = RankingRow | UnrankedRow;

/** The rows of a ranking as they were stored: with a place, and without one for the reason they name. */
export function storedRowsOf({ rows }: { rows: readonly StoredRow[] }): {
  ranked: RankingRow[];
  unranked: UnrankedRow[];
} {
  return {
    ranked: rows.filter((row): row is RankingRow => 'place' in row),
    unranked: rows.filter((row): row is UnrankedRow => !('place' in row)),
  };
}
