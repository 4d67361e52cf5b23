import { dayOf } from '../kernel/local-day.js';
import type { TieRule } from './ranking-rule.js';
import { compareText } from '../kernel/seeded.js';
import type { OpenVote } from './input.js';
import { lotOf } from '../kernel/lot.js';
import { Rational } from '../kernel/rational.js';
import type { Standing } from './standing.js';

/** How entries of equal totals are told apart: the rules in their order, and the open vote where one was held. */
export interface TieFacts {
  chain: readonly TieRule[];
  openVote: OpenVote | undefined;
}

/** Rules §10. Below zero when `a` of two equals stands before `b` by the first rule that separates them, zero when none does. */
export function compareEquals(ties: TieFacts, a: Standing, b: Standing): number {
  return compareBy(decidingRule(ties, a, b), a, b, ties.openVote);
}

/** The first rule of the chain that separates two entries of equal total; `share` when none does. */
export function decidingRule({ chain, openVote }: TieFacts, a: Standing, b: Standing): TieRule {
  const share = chain.findIndex((rule) => rule.kind === 'share');
  const tried = share < 0 ? chain : chain.slice(0, share);
  return tried.find((rule) => compareBy(rule, a, b, openVote) !== 0) ?? { kind: 'share' };
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
