import { traitsOf } from './criterion-kind.js';
import { ruleFrom, type FullRankingRule } from './ranking-rule.js';
import { correctedSheets, type Corrected } from './corrected-sheets.js';
import type { RankedEntry, RankedSheet, RankingInput } from './input.js';
import { finishTotals, maximumOf } from './totals.js';
import { greatestFacts, type Greatest } from './indicators.js';
import { byRegisterNumber, rowsOf } from './places.js';
import type { Ranking, UnrankedReason, UnrankedRow } from './result.js';
import { type Standing, standingOf } from './standing.js';
import { inSecondPhase } from './second-phase.js';
import { scoreOf, type EntryWeights, weighingOf, entryWeights } from './criterion-weights.js';
import { Refusal } from '../kernel/refusal.js';
import { compareText } from '../kernel/seeded.js';

export type { RankedEntry, RankedSheet, RankingInput } from './input.js';
export type { Ranking, RankingRow, TieOutcome, UnrankedRow } from './result.js';

/**
 * Rules §10. Ranks the entries of a nomination by their totals, greatest first, exactly and with reasons. Only sheets that
 * were submitted are counted, so a missing sheet is not a zero, and neither is a criterion that an expert cannot judge.
 * The order of counting is fixed:
 *
 * 1. corrections that two people approved: other scores, sheets and entries left out;
 * 2. sheets that count: not those whose experts could not judge (if so ruled), and those that a divergence leaves;
 * 3. gates: whom the experts failed has no place;
 * 4. `mean-per-criterion-then-weighted-sum`: over each criterion's scores the statistic, rounded, times the weight, rounded,
 *    added up; `weighted-sum-per-sheet-then-mean`: each sheet weighted, rounded, and the statistic over the sheets;
 * 5. indicators from the entry's facts; normalisation; bonus points; points of corrections; rounding of the total.
 *
 * An entry that dropped out because its cross-reviews were not finished has no place, whatever its sheets say.
 *
 * Equal totals are separated by the chain of tie rules; who is still equal shares the places. Where there is a second phase,
 * the body then decides among the best. Entries without a place are
 * listed with the reason. The order of the input decides nothing.
 *
 * Refuses: `nothing-to-rank` without entries, `sheet-incomplete`, `already-exists` for two sheets of one expert.
 */
export function rankEntries(input: RankingInput): Ranking {
  if (!input.entries.length) throw new Refusal({ code: 'nothing-to-rank' });
  const rule = ruleFrom(input.rule);
  const corrected = correctedSheets(input);
  const sheets = sheetsByEntry({ ...input, sheets: corrected.sheets });
  const weighingFor = entryWeights(input.criteria, rule);
  const isIn = ({ id, crossReview }: RankedEntry) => !crossReview && !corrected.leftOut.has(id);
  const greatest = greatestFacts(input.entries.filter(isIn), rule.indicators);
  const standings: Standing[] = [];
  const unranked: { entry: RankedEntry; reason: UnrankedReason }[] = [];
  for (const entry of input.entries) {
    const found = placeable(entry, {
      sheets: sheets.get(entry.id) ?? [],
      weighing: weighingFor(entry),
      rule,
      corrected,
      greatest,
    });
    if ('code' in found) unranked.push({ entry, reason: found });
    else standings.push(found);
  }
  finishTotals(standings, rule, corrected.points);
  const weighed = standings.length ? standings : [{ weighing: weighingOf(input.criteria, rule, {}), sheets: 1 }];
  const rows = rowsOf(standings, { rule, decimals: input.decimals, openVote: input.openVote });
  return {
    rows: rule.secondPhase ? inSecondPhase(rows, rule.secondPhase, input.ballots ?? []) : rows,
    unranked: unranked
      .sort((a, b) => byRegisterNumber(a.entry, b.entry))
      .map(({ entry: { id, registerNumber, regionCode }, reason }): UnrankedRow => ({
        entryId: id,
        registerNumber,
        regionCode,
        sheets: sheets.get(id)?.length ?? 0,
        reason,
      })),
    maximumShown: maximumOf(weighed, rule).decimal(input.decimals),
  };
}

/** What an entry has to be placed with, corrections and all; or the reason why it has no place. */
function placeable(
  entry: RankedEntry,
  facts: {
    sheets: readonly RankedSheet[];
    weighing: EntryWeights | UnrankedReason;
    rule: FullRankingRule;
    corrected: Corrected;
    greatest: Greatest;
  },
): Standing | UnrankedReason {
  const { leftOut, scores, experts } = facts.corrected;
  const ground = leftOut.get(entry.id);
  if (ground !== undefined) return { code: 'left-out', ground };
  if (entry.crossReview) return { code: 'cross-review-unfinished', ...entry.crossReview };
  if ('code' in facts.weighing) return facts.weighing;
  const standing = standingOf(entry, { ...facts, weighing: facts.weighing });
  const [changed, without] = [scores.get(entry.id) ?? [], experts.get(entry.id) ?? []];
  if (!('code' in standing) && changed.length + without.length > 0)
    standing.explanation.corrected = { scores: changed, experts: without };
  return standing;
}

function sheetsByEntry({ sheets, criteria, rule }: RankingInput): Map<string, RankedSheet[]> {
  const { kinds, cannotJudge } = ruleFrom(rule);
  const asked = criteria.map(({ id }) => id).filter((id) => !Object.hasOwn(kinds, id) || traitsOf(kinds[id]).isWeighed);
  const isLacking = (sheet: RankedSheet, id: string) =>
    scoreOf(sheet, id) === null && (cannotJudge === 'refuse' || !sheet.cannotJudge?.includes(id));
  const found = new Map<string, RankedSheet[]>();
  for (const sheet of [...sheets].sort((a, b) => compareText(a.expertId, b.expertId))) {
    const others = found.get(sheet.entryId) ?? [];
    if (others.at(-1)?.expertId === sheet.expertId)
      throw new Refusal({ code: 'already-exists', what: `sheet of ${sheet.expertId} for ${sheet.entryId}` });
    const lacking = asked.filter((id) => isLacking(sheet, id));
    if (lacking.length) throw new Refusal({ code: 'sheet-incomplete', criteria: lacking, titles: lacking });
    others.push(sheet);
    found.set(sheet.entryId, others);
  }
  return found;
}
