import type { ConflictPair } from '../../judging/conflict-sources.js';
import type { Belonging } from '../../judging/conflicts-of-pair.js';

export interface PlanEntry extends Belonging {
  /** The panel that must judge it; `null` or nothing: any. */
  panel?: string | null;
  spheres?: readonly string[];
  /** Experts that this entry needs, where it is not `reviewsPerEntry`. */
  reviews?: number;
}

export interface PlanExpert extends Belonging {
  /** Entries that the expert judges at least and at most, fixed ones included; `max` may be `Infinity`. */
  min: number;
  max: number;
  /** Panels in which the expert sits; empty or nothing: all. */
  panels?: readonly string[];
  spheres?: readonly string[];
}

/** How well an expert fits an entry; any finite number. Pairs that are not given are worth 0. */
export type AffinityPair = readonly [entryId: string, expertId: string, affinity: number];

/**
 * Affinities of many pairs in little memory: entries of one kind share a row, in which experts stand in the order of the
 * problem. Pairs that are worth something else stand besides.
 */
export interface AffinityByKind {
  /** The row of each entry, in the order of the problem. */
  kindOf: Int32Array;
  rows: Float64Array[];
  others: readonly AffinityPair[];
}

export type Affinity = readonly AffinityPair[] | Float64Array | AffinityByKind;

/** What a plan is computed from. */
export interface PlanProblem {
  entries: readonly PlanEntry[];
  experts: readonly PlanExpert[];
  /** Declared and entered ones; those of region and organisation are found here. */
  conflicts: readonly ConflictPair[];
  reviewsPerEntry: number;
  /** Pairs; or a whole table, entry by entry, and in it expert by expert, in the order of the problem; or by kind. */
  affinity: Affinity;
  /** Pairs that must be in the plan: finished, begun or locked in. */
  fixed: readonly AssignedPair[];
  /** Pairs that must not be in it: locked out. */
  forbidden: readonly AssignedPair[];
  /** At most so many experts of one region, or of one organisation, for each entry; `null` or nothing: no limit. */
  perRegion?: number | null;
  perOrganisation?: number | null;
  /** Whether loads are made as even as the greatest affinity allows. It never costs affinity. */
  balance?: boolean;
  /** Whether entries and experts should hang together, so that strictness can be compared; it may cost affinity. */
  connected?: boolean;
  /** Decides among equals, so that the same problem gives the same plan whatever the order of its lists. */
  seed: number;
  /** `draw`: affinities are not looked at, the seed draws lots. Match where nothing is said. */
  mode?: 'match' | 'draw';
}

/**
 * What proves a plan the best: a price of each entry and each expert, in whole units of `1 / scale`. Whatever the
 * prices, no plan can be worth more than `verifyCertificate` makes of them.
 */
export interface Prices {
  scale: number;
  entries: Record<string, number>;
  experts: Record<string, number>;
  /** What one more expert of a group at an entry would be worth where a cap keeps it out; others are 0. */
  caps?: readonly CapPrice[];
}

export type CapPrice = readonly [entryId: string, kind: 'region' | 'organisation', group: string, price: number];

export interface Plan {
  /** By entry, then expert; fixed ones included. */
  pairs: AssignedPair[];
  /** The sum of affinities. */
  objective: number;
  /** No plan is worth more than this. */
  bound: number;
  prices: Prices;
  /** False where affinities have more digits than numbers can hold: then `bound` bears the rounding. */
  isExact: boolean;
  /** Exchanges that joined separate parts after the optimum, and what they cost; `null` where none were needed. */
  joined: { exchanges: number; loss: number } | null;
}

/** Why there is no plan: the smallest part of the problem that already has none. */
export interface Infeasible {
  reason: InfeasibleReason;
  entries: string[];
  /** The experts whom these entries can use at all; for reasons of minimum loads those who cannot be given enough. */
  experts: string[];
  panel: string | null;
  needed: number;
  available: number;
  helps: InfeasibleHelp[];
}

export type InfeasibleReason =
  | 'experts-few'
  | 'capacity-short'
  | 'minimum-too-high'
  | 'bounds-crossed'
  | 'fixed-excluded'
  | 'fixed-over-reviews'
  | 'fixed-over-capacity'
  | 'caps-too-tight';

/** One of these alone is enough: more experts, more capacity of the named ones, fewer reviews, lower minimum loads. */
export type InfeasibleHelp =
  | { kind: 'more-experts'; count: number }
  | { kind: 'more-capacity'; count: number }
  | { kind: 'fewer-reviews'; reviews: number }
  | { kind: 'lower-minimum'; count: number }
  | { kind: 'higher-cap'; of: 'region' | 'organisation' }
  | { kind: 'release-fixed'; count: number };

export type PlanOutcome = { plan: Plan; infeasible: null } | { plan: null; infeasible: Infeasible };

/** A long computation tells how far it is and asks whether to go on. */
export interface Watch {
  onProgress?: (done: number, total: number) => void;
  isStopped?: () => boolean;
}

/** Thrown where `isStopped` said so. */
export class PlanningStopped extends Error {
  constructor() {
    super('planning was stopped');
    this.name = 'PlanningStopped';
  }
}

/** Experts that the entry needs. */
export function reviewsOf(problem: Pick<PlanProblem, 'reviewsPerEntry'>, entry: PlanEntry): number {
  return entry.reviews ?? problem.reviewsPerEntry;
}

export interface AssignableExpert extends Belonging {
  /** How many entries the expert judges at most, those already assigned included. */
  capacity: number;
}

export interface AssignedPair {
  entryId: string;
  expertId: string;
}
