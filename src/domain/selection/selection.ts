import type { PointsBand } from '../ranking/ranking-rule.js';

/** A most for each group of a kind (`region`, or another that the facts name); a group that is not named has no most. */
export interface SelectionQuota {
  of: string;
  most: number | Readonly<Record<string, number>>;
}

/** Who of a ranking goes on. What is left out sets no bound. */
export interface SelectionRule {
  /** The first so many. */
  first?: number | null;
  /** The first so many in a hundred of those with a place. */
  percent?: { of: string; rounding: 'down' | 'up' | 'half-up' } | null;
  /** Not under so many points. */
  atLeast?: string | null;
  /** Not under the points of the band of the amount; an amount in no band is held to nothing. */
  bands?: PointsBand[];
  quotas?: SelectionQuota[];
  /** Seats divided among the groups of a kind in proportion to their entries; each group has at most its share. */
  proportional?: { of: string; seats: number };
  /** Equals on both sides of a border: all go on, none does, or the chain of ties decides and the body the rest. */
  atBorder?: 'widen' | 'narrow' | 'tie-chain';
  /** With fewer entries the nomination is void; 2 does not allow a single entry. */
  minEntries?: number;
}

/** What the rule asks about entries and the ranking does not say, by entry id. */
export interface SelectionFacts {
  amounts?: Readonly<Record<string, string>>;
  /** By kind of group, as the quotas name it; regions are known from the ranking. */
  groups?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export type SelectionReason =
  | { code: 'within-border'; place: number; of: number | null }
  | { code: 'equal-at-border'; place: number; of: number | null }
  | { code: 'beyond-border'; of: number }
  | { code: 'tie-at-border'; of: number | null }
  | { code: 'under-threshold'; needed: string; total: string }
  | { code: 'beyond-quota'; kind: string; group: string; most: number }
  | { code: 'amount-missing' }
  | { code: 'without-place' }
  | { code: 'void'; entries: number; needed: number };

export interface SelectedRow {
  entryId: string;
  registerNumber: string;
  selected: boolean;
  reason: SelectionReason;
}

export interface Selection {
  /** Why nobody is selected: too few entries, or none with a place; `null` where the nomination is valid. */
  void: { entries: number; needed: number } | null;
  /** How many go on when nothing else bounds them; `null` for all. */
  first: number | null;
  rows: SelectedRow[];
}
