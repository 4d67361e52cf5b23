import type { EntityManager } from 'typeorm';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import { selectionFactsOf, selectionOf, type EntryFacts } from '../../domain/cycles/entry-facts.js';
import {
  rankEntries,
  type RankingInput,
  type RankingRow,
  type UnrankedRow,
} from '../../domain/ranking/rank-entries.js';
import type { RankingRule } from '../../domain/ranking/ranking-rule.js';
import { selectBy } from '../../domain/selection/select.js';
import type { Selection, SelectionFacts, SelectionRule } from '../../domain/selection/selection.js';
import type { WholeRanking } from '../rankings/stored-ranking.entity.js';
import { storedRowsOf } from '../../domain/results/rankings/stored-rows.js';
import { listRankable } from '../rankings/ranking-input.queries.js';
import { findFixedScenario } from './scenarios.queries.js';

/** Whom the rules propose of a ranking, and why each. Proposals only: the body decides. */
export interface Proposal {
  rule: SelectionRule;
  facts: SelectionFacts;
  selection: Selection;
  /** How many the edition foresees. */
  foreseen: number;
  /** The scenario that a decision has fixed in place of the edition's own rule. */
  scenario: { id: string; title: string; reason: string; rankingRule: RankingRule } | null;
}

/** The proposal of a stored ranking: by the edition in force, or by the scenario that was fixed. */
export async function proposalOf(
  em: EntityManager,
  ranking: Pick<WholeRanking, 'cycleId' | 'nominationId' | 'inputs' | 'rows'>,
): Promise<Proposal> {
  const edition = await getEdition(em, ranking.cycleId);
  const fixed = await findFixedScenario(em, ranking.cycleId);
  const rule = fixed?.selectionRule ?? selectionOf(edition);
  const facts = await selectionFacts(em, ranking.nominationId, { rule, entryFacts: edition.entryFacts });
  const { ranked, unranked } = storedRowsOf(ranking);
  const counted = fixed ? rankedBy(ranking.inputs, fixed.rankingRule) : { rows: ranked, unranked, maximumShown: '' };
  return {
    rule,
    facts,
    selection: selectBy(counted, rule, facts),
    foreseen: edition.finalistsForeseen,
    scenario: fixed && {
      id: fixed.id,
      title: fixed.title,
      reason: fixed.fixedReason,
      rankingRule: fixed.rankingRule,
    },
  };
}

/** What the rule asks of entries and the ranking does not say; read only where it asks for something. */
export async function selectionFacts(
  em: EntityManager,
  nominationId: string,
  { rule, entryFacts }: { rule: SelectionRule; entryFacts: EntryFacts },
): Promise<SelectionFacts> {
  const kinds = [...(rule.quotas ?? []), ...(rule.proportional ? [rule.proportional] : [])].map(({ of }) => of);
  const groups = kinds.filter((of) => of !== 'region');
  const asked: EntryFacts = {
    ...(rule.bands?.length && entryFacts.amount && { amount: entryFacts.amount }),
    ...(groups.length > 0 && { groups: entryFacts.groups ?? {} }),
  };
  if (Object.keys(asked).length === 0) return {};
  const entries = await listRankable(em, nominationId, { now: null, withAnswers: true });
  return selectionFactsOf(
    entries.map(({ id, answers }) => ({ id, answers: answers ?? {} })),
    asked,
  );
}

/** The same frozen sheets by another rule. An input without entries ranks nobody. */
export function rankedBy(
  input: RankingInput,
  rule: RankingRule,
): { rows: RankingRow[]; unranked: UnrankedRow[]; maximumShown: string } {
  return rankEntries({ ...input, rule });
}
