/** How sheets become an order of places; belongs to the regulation edition. */
export interface RankingRule {
  aggregate: 'mean-per-criterion-then-weighted-sum' | 'weighted-sum-per-sheet-then-mean';
  /** Decimals kept of each criterion's mean; null keeps the exact fraction. */
  roundCriterionMeanTo: number | null;
  /** Decimals kept of the total; null keeps the exact fraction. */
  roundTotalTo: number | null;
  /** Entries with fewer submitted sheets are listed without a place. */
  minSheets: number;
  /** Tried in order until two entries differ. */
  tieChain: TieRule[];
}

export type TieRule =
  { kind: 'criterion'; id: string } | { kind: 'earlier-submission' } | { kind: 'median' } | { kind: 'share' };

export const plainRankingRule: RankingRule = {
  aggregate: 'mean-per-criterion-then-weighted-sum',
  roundCriterionMeanTo: null,
  roundTotalTo: null,
  minSheets: 1,
  tieChain: [{ kind: 'earlier-submission' }, { kind: 'share' }],
};
