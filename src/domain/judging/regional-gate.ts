import { decisionRulesFrom, type DecisionRules } from '../cycles/decision-rules.js';
import type { FieldProblem } from '../kernel/refusal.js';

/** Why an entry does not go on to the experts: its region named another one, named nobody, or has not decided. */
export const keptReasons = ['other-named', 'nobody-named', 'undecided'] as const;
export type KeptReason = (typeof keptReasons)[number];

/** What the commission of a region decided of a nomination: an entry, or nobody (`null`). */
export interface RegionalAnswer {
  nominationId: string;
  regionCode: string;
  entryId: string | null;
}

/**
 * Rules §12. Whether only regional laureates go on to the experts: where the edition says so and there are laureates of
 * regions at all. Where it says nothing, every admitted entry goes on.
 */
export function onlyLaureatesGoOn(stored: Partial<DecisionRules> | null | undefined): boolean {
  const { onlyLaureatesJudged, kinds } = decisionRulesFrom(stored);
  return onlyLaureatesJudged && kinds.includes('regional-laureate');
}

/**
 * Rules §12. Why each of these entries does not go on to the experts, by id; who is not in it goes on. Only the decision of
 * the entry's own region in its own nomination counts (380 laureates of 1,452 entries, 2019).
 */
export function keptByRegion(
  entries: readonly { id: string; nominationId: string; regionCode: string }[],
  answers: readonly RegionalAnswer[],
): Map<string, KeptReason> {
  const key = ({ nominationId, regionCode }: Omit<RegionalAnswer, 'entryId'>) => `${nominationId} ${regionCode}`;
  const decided = new Map(answers.map((answer) => [key(answer), answer.entryId]));
  const kept = new Map<string, KeptReason>();
  for (const entry of entries) {
    const named = decided.get(key(entry));
    if (named !== entry.id) kept.set(entry.id, reasonOf(named));
  }
  return kept;
}

function reasonOf(named: string | null | undefined): KeptReason {
  if (named === undefined) return 'undecided';
  return named === null ? 'nobody-named' : 'other-named';
}

/** Rules §12. The rule asks for laureates of regions among what the cycle awards. */
export function regionalGateProblems(rules: DecisionRules): FieldProblem[] {
  if (!rules.onlyLaureatesJudged || rules.kinds.includes('regional-laureate')) return [];
  return [{ pointer: '/decisionRules/onlyLaureatesJudged', rule: 'cycle-no-regional-laureates' }];
}
