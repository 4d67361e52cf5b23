import { type ConflictPair, type ConflictSource, conflictSources } from './conflict-sources.js';

/** Where a person or an entry belongs; `null` is not known and conflicts with nothing. */
export interface Belonging {
  id: string;
  regionCode: string | null;
  organisationId: string | null;
}

/**
 * Rules §8. The sources of conflict between an expert and an entry, in the order of `conflictSources`; empty when there
 * is none. An expert judges neither the own region nor the own organisation nor what was declared.
 */
export function conflictsOf(
  expert: Belonging,
  entry: Belonging,
  known: readonly ConflictPair[] = [],
): ConflictSource[] {
  const found = new Set<ConflictSource>(
    known.filter((pair) => pair.expertId === expert.id && pair.submissionId === entry.id).map(({ source }) => source),
  );
  if (isSame(expert.regionCode, entry.regionCode)) found.add('same-region');
  if (isSame(expert.organisationId, entry.organisationId)) found.add('same-organisation');
  return conflictSources.filter((source) => found.has(source));
}

/** Whether expert and entry share a region or an organisation; the same rule as `conflictsOf`, for millions of pairs. */
export function belongTogether(expert: Belonging, entry: Belonging): boolean {
  return isSame(expert.regionCode, entry.regionCode) || isSame(expert.organisationId, entry.organisationId);
}

function isSame(a: string | null, b: string | null): boolean {
  return a !== null && a === b;
}
