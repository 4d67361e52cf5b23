import Fraction from 'fraction.js';
import { exact, fractionText } from '../kernel/decimal.js';
import { bandOf } from '../ranking/bands.js';
import type { RankingRow } from '../ranking/result.js';
import type { SelectedRow, SelectionFacts, SelectionQuota, SelectionReason, SelectionRule } from './selection.js';

export interface Walk {
  rule: SelectionRule;
  facts: SelectionFacts;
  /** How many places are foreseen; `null` for any number. */
  first: number | null;
}

/** Places taken so far, in all and by group; a border on which a tie was left open lets nobody else in. */
export interface Taken {
  all: number;
  closed: boolean;
  groups: Map<string, { count: number; closed: boolean }>;
}

/** Equal entries while it is decided of them, in rank order. */
interface Equals extends Walk {
  rows: readonly RankingRow[];
  taken: Taken;
  decided: Map<RankingRow, SelectedRow>;
  /** Those that a quota would cut, had they not been taken in as equals. */
  widened: Set<RankingRow>;
}

export function rowOf(
  { entryId, registerNumber }: Pick<RankingRow, 'entryId' | 'registerNumber'>,
  selected: boolean,
  reason: SelectionReason,
): SelectedRow {
  return { entryId, registerNumber, selected, reason };
}

/** Decides of entries that are equal: thresholds, then quotas, then the places foreseen. */
export function decideEquals(rows: readonly RankingRow[], walk: Walk, taken: Taken): SelectedRow[] {
  const equals: Equals = { ...walk, rows, taken, decided: new Map(), widened: new Set() };
  for (const row of rows) {
    const reason = underThreshold(row, walk);
    if (reason) fall(equals, row, reason);
  }
  for (const quota of walk.rule.quotas ?? []) applyQuota(equals, quota);
  fillPlaces(equals);
  return rows.map((row) => equals.decided.get(row)!);
}

const fall = ({ decided }: Equals, row: RankingRow, reason: SelectionReason) =>
  decided.set(row, rowOf(row, false, reason));
const undecided = ({ rows, decided }: Equals) => rows.filter((row) => !decided.has(row));

function underThreshold(row: RankingRow, { rule, facts }: Walk): SelectionReason | null {
  const total = new Fraction(row.total);
  const bounds = rule.atLeast == null ? [] : [rule.atLeast];
  if (rule.bands?.length) {
    const amount = facts.amounts && Object.hasOwn(facts.amounts, row.entryId) ? facts.amounts[row.entryId]! : null;
    if (amount === null) return { code: 'amount-missing' };
    const band = bandOf(amount, rule.bands);
    if (band) bounds.push(band.points);
  }
  const needed = bounds.find((bound) => total.lt(exact(bound)));
  return needed === undefined ? null : { code: 'under-threshold', needed, total: fractionText(total) };
}

/** Takes each group of the kind to its quota; places that a tie leaves open are kept free for those who tie. */
function applyQuota(equals: Equals, quota: SelectionQuota): void {
  const { facts, rule, taken } = equals;
  const groups = new Map<string, RankingRow[]>();
  for (const row of undecided(equals)) {
    const group = groupOf(row, quota.of, facts);
    if (group !== null) groups.set(group, [...(groups.get(group) ?? []), row]);
  }
  for (const [group, rivals] of groups) {
    const most = mostOf(quota, group);
    if (most === null) continue;
    const state = groupState(taken, quota.of, group);
    const free = state.closed ? 0 : Math.max(0, most - state.count);
    if (rivals.length <= free) continue;
    state.closed = true;
    const isOpen = free > 0 && rule.atBorder === 'tie-chain';
    if (isOpen) taken.all += free;
    for (const row of rivals)
      if (free > 0 && (rule.atBorder ?? 'widen') === 'widen') equals.widened.add(row);
      else if (isOpen) fall(equals, row, { code: 'tie-at-border', of: most });
      else fall(equals, row, { code: 'beyond-quota', kind: quota.of, group, most });
  }
}

function fillPlaces(equals: Equals): void {
  const { first, taken, rule, widened } = equals;
  const rivals = undecided(equals);
  const free = first === null ? Infinity : taken.closed ? 0 : Math.max(0, first - taken.all);
  const isTight = rivals.length > free;
  for (const row of rivals)
    if (!isTight || (free > 0 && (rule.atBorder ?? 'widen') === 'widen')) {
      const code = isTight || widened.has(row) ? 'equal-at-border' : 'within-border';
      equals.decided.set(row, rowOf(row, true, { code, place: row.place.from, of: first }));
      take(row, equals);
    } else if (free > 0 && rule.atBorder === 'tie-chain') fall(equals, row, { code: 'tie-at-border', of: first });
    else fall(equals, row, { code: 'beyond-border', of: first! });
  if (isTight) taken.closed = true;
}

function groupOf(row: RankingRow, kind: string, { groups }: SelectionFacts): string | null {
  const named = groups && Object.hasOwn(groups, kind) ? groups[kind]! : null;
  if (named) return Object.hasOwn(named, row.entryId) ? named[row.entryId]! : null;
  return kind === 'region' ? row.regionCode : null;
}

function mostOf({ most }: SelectionQuota, group: string): number | null {
  if (typeof most === 'number') return most;
  return Object.hasOwn(most, group) ? most[group]! : null;
}

function groupState({ groups }: Taken, kind: string, group: string) {
  const key = JSON.stringify([kind, group]);
  const state = groups.get(key) ?? { count: 0, closed: false };
  groups.set(key, state);
  return state;
}

function take(row: RankingRow, { rule, facts, taken }: Equals): void {
  taken.all += 1;
  for (const { of } of rule.quotas ?? []) {
    const group = groupOf(row, of, facts);
    if (group !== null) groupState(taken, of, group).count += 1;
  }
}
