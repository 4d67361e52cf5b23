import type { OpenVote } from '../../ranking/input.js';
import type { RankingRule } from '../../ranking/ranking-rule.js';
import { Refusal, type FieldProblem } from '../../kernel/refusal.js';

/**
 * Rules §10. An open vote between equals is taken where the rule of ties foresees one, with votes for entries of the ranking
 * and, where votes are equal too, the chair's choice among them. Refuses: `invalid-input`, every entry that has no place by
 * its pointer, a rule without such a vote, and a vote for nobody.
 */
export function mustBeVotable(
  { votes, chair }: OpenVote,
  facts: { ranked: readonly { entryId: string }[]; tieChain: RankingRule['tieChain'] },
): void {
  const known = new Set(facts.ranked.map(({ entryId }) => entryId));
  const problems: FieldProblem[] = [...Object.keys(votes), ...chair]
    .filter((id) => !known.has(id))
    .map((id) => ({ pointer: `/votes/${id}`, rule: 'not-offered' }));
  if (!facts.tieChain.some(({ kind }) => kind === 'open-vote'))
    problems.push({ pointer: '/votes', rule: 'not-offered' });
  if (Object.keys(votes).length === 0) problems.push({ pointer: '/votes', rule: 'required' });
  if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
}
