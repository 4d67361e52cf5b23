import type { EntityManager } from 'typeorm';
import { withKinds } from '../../cycles/criteria/criteria.queries.js';
import type { Criterion } from '../../cycles/criteria/criterion.entity.js';
import { getSetup, type CycleSetup } from '../../cycles/setup/cycle-setup.js';
import type { EntryFacts } from '../../domain/cycles/entry-facts.js';
import { type JudgingRules, judgingRulesFrom } from '../../domain/cycles/judging-rules.js';
import type { CriterionKind } from '../../domain/ranking/criterion-kind.js';
import type { FullRankingRule } from '../../domain/ranking/ranking-rule.js';

/** What a cycle asks of a sheet: its criteria with their kinds, and the rules of the edition in force. */
export interface SheetRules {
  criteria: (Criterion & { kind: CriterionKind })[];
  cannotJudge: FullRankingRule['cannotJudge'];
  judging: JudgingRules;
  entryFacts: EntryFacts;
}

/** With a nomination the weights are those of its set; sets that also ask for an amount are the ranking's own matter. */
export async function sheetRulesOf(
  em: EntityManager,
  cycleId: string,
  nomination?: { id: string; code: string },
): Promise<SheetRules> {
  return sheetRulesIn(await getSetup(em, cycleId), nomination);
}

/** The same of a set-up that was read. */
export function sheetRulesIn(
  { rules: edition, criteria }: CycleSetup,
  nomination?: { id: string; code: string },
): SheetRules {
  const set = edition?.rankingRule.weightSets?.find(
    ({ nomination: of, amount }) => !amount && (of === undefined || of === nomination?.id || of === nomination?.code),
  );
  const weights = nomination ? (set?.weights ?? {}) : {};
  return {
    criteria: withKinds(criteria, edition?.rankingRule).map((criterion) => ({
      ...criterion,
      weight: weights[criterion.id] ?? criterion.weight,
    })),
    cannotJudge: edition?.rankingRule.cannotJudge ?? 'refuse',
    judging: judgingRulesFrom(edition?.judgingRules),
    entryFacts: edition?.entryFacts ?? {},
  };
}
