import type { RankingRule } from './ranking-rule.js';

export interface RankedCriterion {
  id: string;
  weight: string;
  scaleMax: string;
}

export interface RankedEntry {
  id: string;
  regionCode: string;
  registerNumber: string;
  /** ISO 8601 in UTC; what the rule of the earlier submission compares. */
  submittedAt: string;
  /** The nomination's code, where weights differ by nomination. */
  nomination?: string;
  /** The amount asked for, an exact decimal, where weights or thresholds differ by amount. */
  amount?: string;
  /** Facts of the entry by name, exact decimals, from which indicators are computed. */
  facts?: Readonly<Record<string, string>>;
  /** The ids of the bonuses to which the entry has a right. */
  bonuses?: readonly string[];
  /** Where its entrants dropped out because they did not finish their cross-reviews: how many they handed in of those owed. */
  crossReview?: { submitted: number; needed: number };
}

/** A submitted sheet, complete; drafts and sheets set aside do not come here. */
export interface RankedSheet {
  entryId: string;
  expertId: string;
  scores: Readonly<Record<string, string>>;
  /** The criteria that the expert declared to be unable to judge: they have no points, which is not zero. */
  cannotJudge?: readonly string[];
  /** Whether it is the sheet of the expert who was asked because others differed too much. */
  extra?: boolean;
}

/** What an open vote between equals gave: votes by entry id, and the entries that the chair's casting vote chose. */
export interface OpenVote {
  votes: Readonly<Record<string, number>>;
  chair: readonly string[];
}

/** Everything that decides a ranking: plain JSON, to be hashed, stored and recomputed. */
export interface RankingInput {
  criteria: readonly RankedCriterion[];
  entries: readonly RankedEntry[];
  sheets: readonly RankedSheet[];
  rule: RankingRule;
  /** Decimals of the totals as shown; they decide nothing. */
  decimals: number;
  openVote?: OpenVote;
  /** What the members of the body gave in the second phase, where the rule has one. */
  ballots?: readonly BodyBallot[];
  /** What was set right with two approvals, in the order in which it was. */
  corrections?: readonly CountedCorrection[];
}

/**
 * One thing that is set right in what a ranking counts. The sheets themselves stay as their experts submitted them: a
 * correction lies beside them and says whose, where, and what counts instead. Points are exact decimals.
 */
export type CorrectionChange =
  | { kind: 'score'; entryId: string; expertId: string; criterionId: string; to: string }
  | { kind: 'sheet-left-out'; entryId: string; expertId: string }
  | { kind: 'entry-left-out'; entryId: string }
  | { kind: 'points'; entryId: string; points: string };

/** What two people have approved, with its ground. */
export interface CountedCorrection {
  id: string;
  ground: string;
  changes: readonly CorrectionChange[];
}

/** What one member of the body gave: marks by entry id, or entries in the member's order (for votes: in no order). */
export interface BodyBallot {
  voterId: string;
  marks?: Readonly<Record<string, string>>;
  order?: readonly string[];
}
