/** Whether each decision rests on a ballot, or those alone that were put to the vote. */
export const ballotRules = ['not-required', 'each-decision'] as const;
export type BallotRule = (typeof ballotRules)[number];

/** How a body decides; belongs to the regulation edition. */
export interface SittingRules {
  /** Of whom more than half must be in favour: of those present, or of all members. */
  base: 'present' | 'members';
  /** Whether equal votes are decided by the chair's. */
  casting: boolean;
  /** Whether members who stand aside leave the number of which the quorum is taken. */
  recusals: 'reduce-base' | 'keep-base';
  ballots: BallotRule;
}

export const plainSittingRules: SittingRules = {
  base: 'present',
  casting: true,
  recusals: 'keep-base',
  ballots: 'not-required',
};
