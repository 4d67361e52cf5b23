import {
  type AwardDecision,
  type Choice,
  type Contender,
  type NamedOutcome,
  nameAwards,
  namedOutcomes,
  proposedBy,
  recommendForReplication,
} from '../../domain/results/decisions/award.js';
import type { Ranking } from '../../domain/ranking/rank-entries.js';
import type { Selection } from '../../domain/selection/selection.js';
import type { RulesFile } from './rules-file.js';

/**
 * The decisions of the meeting for one nomination: those written in the rules file, and finalists by the ranking where
 * none are written: those whom the rule of selection takes, or the first places. Refusals are those of `nameAwards` and `recommendForReplication`.
 */
export function decideNomination(
  code: string,
  ranking: Ranking,
  rules: RulesFile,
  selection: Selection | null = null,
): AwardDecision[] {
  const contenders: Contender[] = [
    ...ranking.rows.map(({ entryId, place }) => ({ entryId, place })),
    ...ranking.unranked.map(({ entryId }) => ({ entryId, place: null })),
  ];
  const written = rules.decisions.filter(({ nomination }) => nomination === code);
  const choicesOf = (outcome: string): Choice[] =>
    written.filter((decision) => decision.outcome === outcome).map(({ entry, reason }) => ({ entryId: entry, reason }));
  const sitting = { attendance: attendanceOf(rules), quorum: rules.meeting.quorum };
  const named: AwardDecision[] = [];
  for (const outcome of [...namedFirst, ...namedOutcomes.filter((each) => !namedFirst.includes(each))]) {
    const choices = choicesOf(outcome);
    const proposed = outcome === 'finalist' ? proposals(contenders, rules, selection) : [];
    const chosen = choices.length ? choices : proposed;
    if (!chosen.length) continue;
    const foreseen = { finalist: rules.finalists, winner: 1, laureate: 1 }[outcome as 'winner'] ?? null;
    const ground = choices.length ? choices[0]!.reason : `По рейтингу: места с 1 по ${rules.finalists}`;
    named.push(...nameAwards({ ...sitting, outcome, contenders, chosen, foreseen, ground, standing: named }).awards);
  }
  const recommended = choicesOf('recommended').flatMap(({ entryId, reason }) => {
    const place = contenders.find((contender) => contender.entryId === entryId)?.place ?? null;
    return recommendForReplication({ entryId, place }, { ...sitting, reason }).awards;
  });
  return [...named, ...recommended];
}

/** Protocols from files have these in this order, and the other kinds after them. */
const namedFirst: readonly NamedOutcome[] = ['finalist', 'winner', 'laureate'];

/** Whom the rules propose. Where a rule of selection passes over a better place, the rule is the reason. */
function proposals(contenders: readonly Contender[], rules: RulesFile, selection: Selection | null): Choice[] {
  if (!selection) return proposedBy(contenders, rules.finalists).map(({ entryId }) => ({ entryId, reason: '' }));
  const selected = selection.rows.filter((row) => row.selected);
  return selected.map(({ entryId }) => ({ entryId, reason: 'По правилу отбора: пороги, квоты и число мест' }));
}

export function attendanceOf({ meeting }: RulesFile) {
  return { members: meeting.members, present: meeting.present, recused: meeting.recused };
}
