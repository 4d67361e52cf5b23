import Fraction from 'fraction.js';
import { exact } from '../kernel/decimal.js';
import { groupsOf } from '../kernel/runs.js';
import type { Ranking, RankingRow } from '../ranking/result.js';
import { apportion } from './apportion.js';
import { decideEquals, rowOf, type Taken, type Walk } from './border.js';
import { SelectionRule, SelectionFacts, SelectedRow, Selection } from './selection.js';

/**
 * Rules §10. Who of a ranking goes on, and why each does or does not. The ranking is walked from the best: an entry under
 * the threshold, or beyond the quota of its group, is passed over; the others fill the places foreseen. Entries with equal
 * totals (with `tie-chain`, or placed by the body: those left on shared places) stand or fall together at every border: `widen`
 * takes all of them in, `narrow` none, and `tie-chain` leaves them to the body (`tie-at-border`); nobody below them is put
 * before them. Seats in proportion are divided over all entries by largest remainders. With too few
 * entries, or none with a place, the nomination is void.
 */
export function selectBy(ranking: Ranking, rule: SelectionRule, facts: SelectionFacts = {}): Selection {
  const entries = ranking.rows.length + ranking.unranked.length;
  const needed = rule.minEntries ?? 1;
  const isVoid = entries < needed || !ranking.rows.length;
  const first = firstOf(ranking.rows.length, rule);
  const rows = isVoid
    ? ranking.rows.map((row) => rowOf(row, false, { code: 'void', entries, needed }))
    : walked(ranking.rows, { rule: withShares(rule, ranking, facts), facts, first });
  const without = ranking.unranked.map((row) => rowOf(row, false, { code: 'without-place' }));
  return { void: isVoid ? { entries, needed } : null, first, rows: [...rows, ...without] };
}

/** The rule with its proportional seats as a quota: entries without a group belong to none. */
function withShares(rule: SelectionRule, { rows, unranked }: Ranking, { groups }: SelectionFacts): SelectionRule {
  if (!rule.proportional) return rule;
  const { of, seats } = rule.proportional;
  const named = groups && Object.hasOwn(groups, of) ? groups[of]! : null;
  const weights = new Map<string, number>();
  for (const { entryId, regionCode } of [...rows, ...unranked]) {
    const group = named ? named[entryId] : of === 'region' ? regionCode : undefined;
    if (group !== undefined) weights.set(group, (weights.get(group) ?? 0) + 1);
  }
  if (weights.size === 0) return rule;
  const shares = apportion(
    seats,
    [...weights].map(([id, weight]) => ({ id, weight })),
  );
  const most = Object.fromEntries(shares.map(({ id, seats: own }) => [id, own]));
  return { ...rule, quotas: [...(rule.quotas ?? []), { of, most }] };
}

/** The smaller of the number and the share, whole. */
function firstOf(ranked: number, { first = null, percent = null }: SelectionRule): number | null {
  if (!percent) return first;
  const share = exact(percent.of).mul(ranked).div(100);
  const ways = { down: share.floor(), up: share.ceil(), 'half-up': share.add(new Fraction(1, 2)).floor() };
  const whole = Number(ways[percent.rounding].n);
  return first === null ? whole : Math.min(first, whole);
}

function walked(rows: readonly RankingRow[], walk: Walk): SelectedRow[] {
  const byChain = walk.rule.atBorder === 'tie-chain';
  const isEqual = (a: RankingRow, b: RankingRow) =>
    byChain || a.second || b.second ? a.place.from === b.place.from : a.total === b.total;
  const groups = groupsOf(rows, isEqual);
  const taken: Taken = { all: 0, closed: false, groups: new Map() };
  const selected: SelectedRow[] = [];
  for (let index = 0; index < rows.length; index = groups[index]!.last + 1)
    selected.push(...decideEquals(rows.slice(index, groups[index]!.last + 1), walk, taken));
  return selected;
}
