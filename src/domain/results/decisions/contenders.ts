import type { Ranking, UnrankedRow } from '../../ranking/rank-entries.js';
import type { AwardDecision, Contender, Standing } from './award.js';
import { storedRowsOf, type StoredRow } from '../rankings/stored-rows.js';

/** Rules §12. An award as far as another decision is weighed against it. */
export function standingOfAward({
  submissionId,
  outcome,
  reserveOrder,
}: {
  submissionId: string;
  outcome: AwardDecision['outcome'];
  reserveOrder: number | null;
}): Standing {
  return {
    entryId: submissionId,
    outcome,
    ...(outcome === 'reserve' && reserveOrder !== null && { order: reserveOrder }),
  };
}

/** Rules §12. How many sheets each entry without a place is short of; one without a place for another reason lacks none. */
export function lackingSheets(ranking: { rows: readonly StoredRow[] }): number[] {
  return storedRowsOf(ranking).unranked.flatMap(({ reason, sheets }) =>
    reason.code === 'too-few-sheets' && reason.needed > sheets ? [reason.needed - sheets] : [],
  );
}

/** Rules §19. Who dropped out of the cross-review is no longer in the contest, and so not before the body. */
export const isBeforeBody = ({ reason }: Pick<UnrankedRow, 'reason'>): boolean =>
  reason.code !== 'cross-review-unfinished';

/**
 * Rules §12. The entries before the body: ranked ones with their places, the others without; who withdrew is not among
 * them, nor who dropped out of the cross-review.
 */
export function contendersOf(ranking: { rows: readonly StoredRow[] }, withdrawn: readonly string[] = []): Contender[] {
  const { ranked, unranked } = storedRowsOf(ranking);
  return eligibleOf(
    { rows: ranked, unranked: unranked.filter(isBeforeBody) },
    withdrawn.map((entryId) => ({ entryId })),
  );
}

/** Rules §12. The entries of a ranking that may be chosen: those that were not withdrawn. */
export function eligibleOf(
  { rows, unranked }: Pick<Ranking, 'rows' | 'unranked'>,
  withdrawn: readonly { entryId: string }[],
): Contender[] {
  const gone = new Set(withdrawn.map(({ entryId }) => entryId));
  return [
    ...rows.map(({ entryId, place }) => ({ entryId, place })),
    ...unranked.map(({ entryId }) => ({ entryId, place: null })),
  ].filter(({ entryId }) => !gone.has(entryId));
}
