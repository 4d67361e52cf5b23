import { CriterionKind } from './criterion-kind.js';

/** How many values become one. `trimmed-mean` leaves out the `drop` highest and lowest where there are `from` or more. */
export type Statistic =
  { kind: 'mean' } | { kind: 'median' } | { kind: 'sum' } | { kind: 'trimmed-mean'; drop: number; from: number };

/** Exact decimals from `from` up to, and without, `to`; `including` takes the upper end in. Open where `null`. */
export interface Band {
  from: string | null;
  to: string | null;
  including?: boolean;
}

export interface PointsBand extends Band {
  points: string;
}

/** Weights that replace those of the criteria for entries of a nomination, of a band of the amount, or of both. */
export interface WeightSet {
  nomination?: string;
  amount?: Band;
  weights: Record<string, string>;
}

/**
 * The fact that is no answer of the form: how many votes of the public the entry has. It counts only where an indicator
 * names it, as a line of its own beside what the experts gave.
 */
export const publicVotesFact = 'public-votes';

/**
 * Points that follow from a fact of the entry: by bands, so many for each unit up to a most, or `best` for the greatest
 * value of the nomination and in proportion for the others.
 */
export type Indicator = { id: string; fact: string } & (
  { bands: PointsBand[] } | { perUnit: string; atMost: string | null } | { best: string }
);

export interface Bonus {
  id: string;
  points: string;
}

/** The points are brought to K × (Ki / Kmax): `to` is K, Kmax the greatest possible or the greatest that an entry has. */
export interface Normalisation {
  to: string;
  by: 'scale-maximum' | 'best-entry';
}

/** When two experts differ too much, and how it ends: differences strictly above `above` ask for an extra expert. */
export interface DivergenceRule {
  by: 'total' | 'criterion';
  above: string;
  unit: 'points' | 'percent';
  finish: 'third-is-final' | 'mean-of-all' | 'mean-of-closest-two';
}

/**
 * The body decides among the best by points: with the mean of its members' marks, with points for the places on their
 * ballots (Borda), with votes (a member has at most so many, or any number), with pass or fail, by the method of Schulze,
 * or by a single transferable vote with a drawn seed. Equal ones share the places or stand by their points.
 */
export interface SecondPhase {
  /** So many go on; null for all. */
  top: number | null;
  by:
    | { kind: 'marks'; min: string; max: string }
    | { kind: 'rank-points'; points: number }
    | { kind: 'votes'; most: number | null }
    | { kind: 'pass'; needs: 'majority' | 'two-thirds' | 'all' }
    | { kind: 'schulze' }
    | { kind: 'stv'; seats: number; seed: string };
  equals: 'share' | 'first-phase';
}

/** How sheets become an order of places; belongs to the regulation edition. What is left out has the meaning of `ruleFrom`. */
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
  /** What is taken over the experts: of each criterion, or of their sheets. */
  across?: Statistic;
  /** The weighted criteria are added, or their sum is divided by the sum of the weights. */
  combine?: 'sum' | 'mean';
  /** Decimals kept of each weighted criterion, and of each sheet's weighted sum. */
  roundWeightedTo?: number | null;
  roundSheetTo?: number | null;
  /** A criterion that an expert cannot judge: not foreseen, left out of the means, or a ground to leave out the sheet. */
  cannotJudge?: 'refuse' | 'leave-out' | 'sheet-not-counted';
  /** By criterion id; numeric where nothing is said. */
  kinds?: Record<string, CriterionKind>;
  /** The first that fits an entry holds; the criteria's own weights where none does. */
  weightSets?: WeightSet[];
  indicators?: Indicator[];
  bonuses?: Bonus[];
  normalise?: Normalisation | null;
  divergence?: DivergenceRule | null;
  secondPhase?: SecondPhase | null;
}

/** A ranking rule with everything said. */
export type FullRankingRule = Required<RankingRule>;

/**
 * How equal totals are separated. The day is that of the zone; the open vote and the chair's casting vote are facts of
 * the ranking; lots are drawn by SHA-256 of `seed:register number`, the smaller first; `share` ends the chain.
 */
export type TieRule =
  | { kind: 'criterion'; id: string }
  | { kind: 'earlier-submission' }
  | { kind: 'earlier-day'; timeZone: string }
  | { kind: 'median' }
  | { kind: 'more-sheets' }
  | { kind: 'open-vote' }
  | { kind: 'lot'; seed: string }
  | { kind: 'share' };

export const plainRankingRule: RankingRule = {
  aggregate: 'mean-per-criterion-then-weighted-sum',
  roundCriterionMeanTo: null,
  roundTotalTo: null,
  minSheets: 1,
  tieChain: [{ kind: 'earlier-submission' }, { kind: 'share' }],
};

/**
 * Rules §10. A stored rule with everything that it leaves out: arithmetic means, sums, nothing rounded, every criterion
 * numeric and judged by every expert, one set of weights, no indicators, bonus points or normalisation, no further expert, one phase.
 */
export function ruleFrom(stored: RankingRule): FullRankingRule {
  return {
    across: { kind: 'mean' },
    combine: 'sum',
    roundWeightedTo: null,
    roundSheetTo: null,
    cannotJudge: 'refuse',
    kinds: {},
    weightSets: [],
    indicators: [],
    bonuses: [],
    normalise: null,
    divergence: null,
    secondPhase: null,
    ...stored,
  };
}
