import type { FullRankingRule } from './ranking-rule.js';
import { compareText } from '../kernel/seeded.js';
import type { OpenVote, RankedEntry } from './input.js';
import { lotOf } from '../kernel/lot.js';
import type { RankingRow, TieOutcome } from './result.js';
import type { Standing } from './standing.js';
import { compareEquals, decidingRule, type TieFacts } from './tie-breaking.js';
import { Group, groupsOf } from '../kernel/runs.js';

/** So many equals are named; with thousands of equal totals all names would outgrow everything else. */
const tiesNamed = 10;

export function byRegisterNumber(a: RankedEntry, b: RankedEntry): number {
  return compareText(a.registerNumber, b.registerNumber) || compareText(a.id, b.id);
}

/** Rules §10. The entries by falling totals, equal ones by the chain; who is still equal shares the places. */
export function rowsOf(
  standings: readonly Standing[],
  facts: { rule: FullRankingRule; decimals: number; openVote: OpenVote | undefined },
): RankingRow[] {
  const ties: TieFacts = { chain: facts.rule.tieChain, openVote: facts.openVote };
  const order = (a: Standing, b: Standing) => {
    const byTotal = b.total.compare(a.total);
    return byTotal || compareEquals(ties, a, b);
  };
  const sorted = [...standings].sort((a, b) => order(a, b) || byRegisterNumber(a.entry, b.entry));
  const places = groupsOf(sorted, (a, b) => order(a, b) === 0);
  const equals = groupsOf(sorted, (a, b) => a.total.equals(b.total));
  return sorted.map((standing, index): RankingRow => {
    const { first, last } = places[index]!;
    return {
      entryId: standing.entry.id,
      registerNumber: standing.entry.registerNumber,
      regionCode: standing.entry.regionCode,
      place: { from: first + 1, to: last + 1 },
      total: standing.total.text,
      totalShown: standing.total.decimal(facts.decimals),
      sheets: standing.sheets,
      explanation: standing.explanation,
      tie: tieOf(sorted, index, equals[index]!, ties),
    };
  });
}

function tieOf(sorted: readonly Standing[], index: number, group: Group, ties: TieFacts): TieOutcome | null {
  const { first, last } = group;
  if (first === last) return null;
  const self = sorted[index]!;
  const start = Math.max(first, Math.min(index - tiesNamed / 2, last - tiesNamed));
  const near = sorted.slice(start, Math.min(last, start + tiesNamed) + 1);
  const below = index > first ? decidingRule(ties, sorted[index - 1]!, self) : null;
  const above = index < last ? decidingRule(ties, self, sorted[index + 1]!) : null;
  const lot = [below, above].find((rule) => rule?.kind === 'lot');
  return {
    equals: last - first,
    with: near.filter((other) => other !== self).map(({ entry }) => entry.registerNumber),
    below,
    above,
    ...(lot?.kind === 'lot' && { lot: lotOf(lot.seed, self.entry.registerNumber) }),
  };
}
