import { ruleFrom } from './ranking-rule.js';
import type { RankedEntry, RankedSheet, RankingInput } from './ranking/input.js';
import { finishTotals, maximumOf } from './ranking/lines.js';
import { byRegisterNumber, rowsOf } from './ranking/places.js';
import type { Ranking, UnrankedReason, UnrankedRow } from './ranking/result.js';
import { type Standing, standingOf } from './ranking/standing.js';
import { scoreOf, weighingOf, weighings } from './ranking/weighing.js';
import { Refusal } from './refusal.js';
import { compareText } from './seeded.js';

export type { RankedEntry, RankedSheet, RankingInput } from './ranking/input.js';
export type { Ranking, RankingRow, TieOutcome, UnrankedRow } from './ranking/result.js';

/**
 * Rules §10. Ranks the entries of a nomination by their totals, greatest first, exactly and with reasons. Only sheets that
 * were submitted are counted, so a missing sheet is not a zero, and neither is a criterion that an expert cannot judge.
 * The order of counting is fixed:
 *
 * 1. sheets that count: not those whose experts could not judge (if so ruled), and those that a divergence leaves;
 * 2. gates: whom the experts failed has no place;
 * 3. `mean-per-criterion-then-weighted-sum`: over each criterion's scores the statistic, rounded, times the weight, rounded,
 *    added up; `weighted-sum-per-sheet-then-mean`: each sheet weighted, rounded, and the statistic over the sheets;
 * 4. indicators from the entry's facts; normalisation; bonus points; rounding of the total.
 *
 * An entry that dropped out because its cross-reviews were not finished has no place, whatever its sheets say.
 *
 * Equal totals are separated by the chain of tie rules; who is still equal shares the places. Entries without a place are
 * listed with the reason. The order of the input decides nothing.
 *
 * Refuses: `nothing-to-rank` without entries, `sheet-incomplete`, `already-exists` for two sheets of one expert.
 */
export function rankEntries(input: RankingInput): Ranking {
  if (!input.entries.length) throw new Refusal({ code: 'nothing-to-rank' });
  const rule = ruleFrom(input.rule);
  const sheets = sheetsByEntry(input);
  const weighingFor = weighings(input.criteria, rule);
  const standings: Standing[] = [];
  const unranked: { entry: RankedEntry; reason: UnrankedReason }[] = [];
  for (const entry of input.entries) {
    if (entry.crossReview) {
      unranked.push({ entry, reason: { code: 'cross-review-unfinished', ...entry.crossReview } });
      continue;
    }
    const weighing = weighingFor(entry);
    const found = 'code' in weighing ? weighing : standingOf(entry, sheets.get(entry.id) ?? [], weighing, rule);
    if ('code' in found) unranked.push({ entry, reason: found });
    else standings.push(found);
  }
  finishTotals(standings, rule);
  const weighed = standings.length ? standings : [{ weighing: weighingOf(input.criteria, rule, {}), sheets: 1 }];
  return {
    rows: rowsOf(standings, { rule, decimals: input.decimals, openVote: input.openVote }),
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

function sheetsByEntry({ sheets, criteria, rule }: RankingInput): Map<string, RankedSheet[]> {
  const { kinds, cannotJudge } = ruleFrom(rule);
  const asked = criteria
    .map(({ id }) => id)
    .filter((id) => !Object.hasOwn(kinds, id) || kinds[id]!.kind !== 'information');
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
