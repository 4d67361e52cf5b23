import { type Outcome, outcomes } from '../../cycles/outcome.js';
import { type AwardDecision, type BallotPlace, placePassedOver } from '../decisions/award.js';
import { contendersOf, standingOfAward } from '../decisions/contenders.js';
import type { StoredRow } from '../rankings/stored-rows.js';

/** An award as it was recorded. */
export interface RecordedAward {
  submissionId: string;
  outcome: Outcome;
  place: number | null;
  reason: string;
  reserveOrder: number | null;
  /** Why the body did not wait for sheets; empty where it did not have to. */
  despite: string;
  /** The withdrawal that it followed from the reserve. */
  followsId: string | null;
  /** The ballot that carried it. */
  ballotId: string | null;
}

/** Rules §13. Awards as a protocol has them: kinds from the highest down, the reserve by its numbers, others by their places. */
export function inProtocolOrder<Award extends Omit<RecordedAward, 'reason' | 'despite' | 'followsId' | 'ballotId'>>(
  awards: readonly Award[],
): Award[] {
  return [...awards].sort(
    (a, b) =>
      outcomes.indexOf(a.outcome) - outcomes.indexOf(b.outcome) ||
      (a.outcome === 'reserve' ? a.reserveOrder! - b.reserveOrder! : 0) ||
      (a.place ?? Infinity) - (b.place ?? Infinity) ||
      (a.submissionId < b.submissionId ? -1 : 1),
  );
}

/**
 * Rules §13. The awards of a sitting as the protocol states them, with what was passed over named as such. `withdrawals` are of
 * entries that keep their places and are not passed over; `others` are awards of other sittings in the nomination.
 */
export function recordedDecisions(
  awards: readonly RecordedAward[],
  facts: {
    ranking: { rows: readonly StoredRow[] };
    withdrawals: readonly { id: string; submissionId: string }[];
    others: readonly RecordedAward[];
    /** Where the ballots of the sitting stand in its protocol. */
    places: ReadonlyMap<string, BallotPlace>;
  },
): AwardDecision[] {
  const withdrawn = new Map(facts.withdrawals.map(({ id, submissionId }) => [id, submissionId]));
  const contenders = contendersOf(facts.ranking, [...withdrawn.values()]);
  const standing = [...awards, ...facts.others].map(standingOfAward);
  return inProtocolOrder(awards).map((award): AwardDecision => {
    const { submissionId: entryId, outcome, place, reason, reserveOrder: order, despite, followsId, ballotId } = award;
    const decision = { entryId, outcome, place, ...(order !== null && { order }) };
    return {
      ...decision,
      departure: placePassedOver(decision, contenders, standing) !== null,
      reason,
      ...(despite && { despite }),
      ...(ballotId && { ballot: facts.places.get(ballotId)! }),
      ...(followsId && { follows: { entryId: withdrawn.get(followsId)! } }),
    };
  });
}
