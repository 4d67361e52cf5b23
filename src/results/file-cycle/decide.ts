import {
  type AwardDecision,
  type Choice,
  type Contender,
  nameAwards,
  proposedBy,
  recommendForReplication,
} from '../../domain/award.js';
import type { Ranking } from '../../domain/ranking.js';
import type { RulesFile } from './rules-file.js';

/**
 * The decisions of the meeting for one nomination: those written in the rules file, and finalists by the ranking where
 * none are written. Refusals are those of `nameAwards` and `recommendForReplication`.
 */
export function decideNomination(code: string, ranking: Ranking, rules: RulesFile): AwardDecision[] {
  const contenders: Contender[] = [
    ...ranking.rows.map(({ entryId, place }) => ({ entryId, place })),
    ...ranking.unranked.map(({ entryId }) => ({ entryId, place: null })),
  ];
  const written = rules.decisions.filter(({ nomination }) => nomination === code);
  const choicesOf = (outcome: string): Choice[] =>
    written.filter((decision) => decision.outcome === outcome).map(({ entry, reason }) => ({ entryId: entry, reason }));
  const sitting = { attendance: attendanceOf(rules), quorum: rules.meeting.quorum };
  const named = (['finalist', 'winner', 'laureate'] as const).flatMap((outcome) => {
    const choices = choicesOf(outcome);
    const proposed = outcome === 'finalist' ? proposedBy(contenders, rules.finalists) : [];
    const chosen = choices.length ? choices : proposed.map(({ entryId }) => ({ entryId, reason: '' }));
    if (!chosen.length) return [];
    const foreseen = outcome === 'finalist' ? rules.finalists : 1;
    const ground = choices.length ? choices[0]!.reason : `По рейтингу: места с 1 по ${rules.finalists}`;
    return nameAwards({ ...sitting, outcome, contenders, chosen, foreseen, ground }).awards;
  });
  const recommended = choicesOf('recommended').flatMap(({ entryId, reason }) => {
    const place = contenders.find((contender) => contender.entryId === entryId)?.place ?? null;
    return recommendForReplication({ entryId, place }, { ...sitting, reason }).awards;
  });
  return [...named, ...recommended];
}

export function attendanceOf({ meeting }: RulesFile) {
  return { members: meeting.members, present: meeting.present, recused: meeting.recused };
}
