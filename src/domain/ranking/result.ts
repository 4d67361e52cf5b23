import type { Band, DivergenceRule, RankingRule, Statistic, TieRule } from './ranking-rule.js';

export interface CriterionStep {
  criterionId: string;
  weight: string;
  /** In the order of the experts' ids, as `experts` of the row; empty where the expert could not judge. */
  scores: string[];
  mean: string;
  /** The mean as it was counted on; `null` when it is not rounded. */
  rounded: string | null;
  weighted: string;
  /** The weighted mean as it was counted on, where the rule rounds it. */
  weightedRounded?: string;
  /** The scores that a trimmed mean left out, lowest first. */
  dropped?: string[];
}

/** How a total went on after the experts' points: what was added, or what it became. */
export type TotalLine =
  | { kind: 'points'; points: string }
  | { kind: 'indicator'; id: string; fact: string; value: string; greatest?: string; points: string }
  | { kind: 'normalised'; to: string; maximum: string; points: string }
  | { kind: 'bonus'; id: string; points: string }
  | { kind: 'correction'; ground: string; points: string };

/** A score that counts instead of the one that an expert gave; `null` where the expert gave none. */
export interface CorrectedScore {
  expertId: string;
  criterionId: string;
  from: string | null;
  to: string;
}

/** What corrections did to the sheets of an entry. */
export interface CorrectedInputs {
  scores: readonly CorrectedScore[];
  /** Whose sheets are not counted. */
  experts: readonly string[];
}

/** Two experts who differed too much, and whose sheets were counted in the end. */
export interface SettledDivergence {
  /** The criterion, or `null` where the totals differed. */
  criterionId: string | null;
  difference: string;
  above: string;
  finish: DivergenceRule['finish'];
  counted: string[];
}

/** How a total came about, as data: numbers are exact fractions `n` or `n/d`. */
export interface Explanation {
  aggregate: RankingRule['aggregate'];
  /** Whose sheets were counted. */
  experts: string[];
  criteria: CriterionStep[];
  /** The weighted sum of each expert's sheet. */
  sheets: string[];
  median: string;
  unrounded: string;
  /** What was taken over the experts, where it is not the mean. */
  across?: Statistic;
  /** The weighted sums of sheets that a trimmed mean left out, lowest first. */
  dropped?: string[];
  /** Which set of weights held, where it is not the criteria's own. */
  weightsFor?: { nomination?: string; amount?: Band };
  /** Experts whose sheets were not counted because they could not judge. */
  notCounted?: string[];
  divergence?: SettledDivergence;
  /** From the experts' points to the total, where the rule adds or changes something. */
  lines?: TotalLine[];
  /** What was corrected in the sheets before they were counted. */
  corrected?: CorrectedInputs;
}

/** How an entry with a total equal to others' got its place among them. */
export interface TieOutcome {
  /** How many others have the same total. */
  equals: number;
  /** The register numbers of the others, the nearest ten where there are more. */
  with: string[];
  /** The rule that put the entry below the one before it, `null` for the first of the equals. */
  below: TieRule | null;
  /** The rule that put the entry above the one after it, `null` for the last of the equals. */
  above: TieRule | null;
  /** The entry's lot where lots were drawn: SHA-256 of `seed:register number`. */
  lot?: string;
}

export interface RankingRow {
  entryId: string;
  registerNumber: string;
  regionCode: string;
  /** Shared places run from the first to the last of them. */
  place: { from: number; to: number };
  total: string;
  totalShown: string;
  sheets: number;
  explanation: Explanation;
  tie: TieOutcome | null;
  /** What the body gave in the second phase: a mean of marks, points or votes, `n` or `n/d`; null where it gave nothing. */
  second?: { value: string | null; voters: number };
}

/** Why an entry has no place. */
export type UnrankedReason =
  | { code: 'too-few-sheets'; needed: number }
  | { code: 'criterion-unjudged'; criterionId: string }
  | { code: 'gate-failed'; criterionId: string; failed: number; of: number }
  | { code: 'extra-sheet-needed'; criterionId: string | null; difference: string; above: string }
  | { code: 'amount-missing' }
  | { code: 'fact-missing'; fact: string }
  | { code: 'votes-open' }
  | { code: 'cross-review-unfinished'; submitted: number; needed: number }
  | { code: 'left-out'; ground: string };

/** Reasons that a rule or a decision gave for good; every other one may go away with a sheet, a fact or the end of a vote. */
const settled = new Set<UnrankedReason['code']>(['gate-failed', 'cross-review-unfinished', 'left-out']);

/** Rules §13. Whether an entry without a place may still get one: its nomination lacks something until then. */
export const mayStillBeRanked = ({ code }: UnrankedReason): boolean => !settled.has(code);

export interface UnrankedRow {
  entryId: string;
  registerNumber: string;
  regionCode: string;
  sheets: number;
  reason: UnrankedReason;
}

export interface Ranking {
  rows: RankingRow[];
  unranked: UnrankedRow[];
  /** The greatest total that is possible, as shown. */
  maximumShown: string;
}
