import { dayOf } from '../kernel/local-day.js';
import type { FullRankingRule, TieRule } from './ranking-rule.js';
import { compareText } from '../kernel/seeded.js';
import type { OpenVote, RankedEntry } from './input.js';
import { lotOf } from '../kernel/lot.js';
import { Rational } from '../kernel/rational.js';
import type { RankingRow, TieOutcome } from './result.js';
import type { Standing } from './standing.js';
import { Group, groupsOf } from '../kernel/runs.js';

/** So many equals are named; with thousands of equal totals all names would outgrow everything else. */
const tiesNamed = 10;

interface TieFacts {
  chain: readonly TieRule[];
  openVote: OpenVote | undefined;
}

export function byRegisterNumber(a: RankedEntry, b: RankedEntry): number {
  return compareText(a.registerNumber, b.registerNumber) || compareText(a.id, b.id);
}

/** Below zero when `a` stands before `b` by the rule, zero when the rule does not separate them. */
function compareBy(rule: TieRule, a: Standing, b: Standing, openVote: OpenVote | undefined): number {
  switch (rule.kind) {
    case 'criterion':
      return (b.means.get(rule.id) ?? Rational.zero).compare(a.means.get(rule.id) ?? Rational.zero);
    case 'median':
      return b.median.compare(a.median);
    case 'earlier-submission':
      return Date.parse(a.entry.submittedAt) - Date.parse(b.entry.submittedAt);
    case 'earlier-day':
      return compareText(dayIn(a, rule.timeZone), dayIn(b, rule.timeZone));
    case 'more-sheets':
      return b.sheets - a.sheets;
    case 'open-vote':
      return openVote ? byOpenVote(a, b, openVote) : 0;
    case 'lot':
      return compareText(lotOf(rule.seed, a.entry.registerNumber), lotOf(rule.seed, b.entry.registerNumber));
    case 'share':
      return 0;
  }
}

const dayIn = ({ entry }: Standing, timeZone: string) => dayOf(new Date(entry.submittedAt), timeZone);

/** More votes come first; of equal votes the one that the chair chose. */
function byOpenVote(a: Standing, b: Standing, { votes, chair }: OpenVote): number {
  const votesOf = ({ entry }: Standing) => (Object.hasOwn(votes, entry.id) ? votes[entry.id]! : 0);
  const chosen = ({ entry }: Standing) => Number(chair.includes(entry.id));
  return votesOf(b) - votesOf(a) || chosen(b) - chosen(a);
}

/** The first rule of the chain that separates two entries of equal total; `share` when none does. */
function decidingRule({ chain, openVote }: TieFacts, a: Standing, b: Standing): TieRule {
  const share = chain.findIndex((rule) => rule.kind === 'share');
  const tried = share < 0 ? chain : chain.slice(0, share);
  return tried.find((rule) => compareBy(rule, a, b, openVote) !== 0) ?? { kind: 'share' };
}

/** Rules §10. The entries by falling totals, equal ones by the chain; who is still equal shares the places. */
export function rowsOf(
  standings: readonly Standing[],
  facts: { rule: FullRankingRule; decimals: number; openVote: OpenVote | undefined },
): RankingRow[] {
  const ties: TieFacts = { chain: facts.rule.tieChain, openVote: facts.openVote };
  const order = (a: Standing, b: Standing) => {
    const byTotal = b.total.compare(a.total);
    return byTotal || compareBy(decidingRule(ties, a, b), a, b, ties.openVote);
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
