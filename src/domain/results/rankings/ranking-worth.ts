import { withCorrections } from '../../ranking/corrected-sheets.js';
import type { RankingInput } from '../../ranking/input.js';
import { rankEntries } from '../../ranking/rank-entries.js';
import { ruleFrom } from '../../ranking/ranking-rule.js';
import { sheetSum, entryWeights } from '../../ranking/criterion-weights.js';
import { adjustScores, type AdjustedScores, type NotIdentified } from '../../statistics/expert-strictness.js';
import { agreementFigures, type AgreementFigures } from '../../statistics/agreement-intervals.js';
import { adviseExtraSheets, type ExtraSheets } from '../../statistics/extra-sheets.js';
import type { Progress } from '../../statistics/quality-draws.js';
import { rankStability, type RankStability } from '../../statistics/rank-stability.js';
import type { ScoredSheet } from '../../statistics/sheet-table.js';

/** What is asked beside the ranking's own inputs: with them it gives one answer, whenever it is asked. */
export interface WorthSettings {
  /** So many entries stand above the line of which the question is. */
  boundary: number;
  draws: number;
  seed: number;
  /** At most so many further sheets are advised. */
  budget: number;
  experts: { expertId: string; capacity: number }[];
  conflicts: { entryId: string; expertId: string }[];
}

/** Rules §14. The seed of the resamplings follows from what was ranked, so that nobody chooses it: 28 bits of the inputs' hash. */
export const worthSeed = (inputsHash: string): number => Number.parseInt(inputsHash.slice(0, 7), 16);

/** What a ranking is worth, or why that cannot be told. Floats: shown beside the exact ranking, deciding no place. */
export interface RankingWorth {
  sheets: number;
  agreement: AgreementFigures | null;
  adjusted: AdjustedScores | NotIdentified;
  stability: RankStability | null;
  advice: ExtraSheets | null;
}

/**
 * Rules §14. The sheets that decided a ranking as one number each: the sum of the criteria by their weights (their mean where
 * the rule takes one). Sheets that were not counted, and entries without a place, are left out; indicators and bonus
 * points are facts of an entry and no opinion of an expert. Corrections are made first; what was added to a total is no sheet.
 */
export function scoredSheets(given: RankingInput): ScoredSheet[] {
  const input = withCorrections(given);
  const rule = ruleFrom(input.rule);
  const weighingFor = entryWeights(input.criteria, rule);
  const entries = new Map(input.entries.map((entry) => [entry.id, entry]));
  const counted = new Map(
    rankEntries(input).rows.map(({ entryId, explanation }) => [entryId, new Set(explanation.experts)]),
  );
  return input.sheets.flatMap((sheet): ScoredSheet[] => {
    if (!counted.get(sheet.entryId)?.has(sheet.expertId)) return [];
    const weighing = weighingFor(entries.get(sheet.entryId)!);
    if ('code' in weighing) return [];
    const sum = sheetSum(sheet, weighing);
    if (!sum) return [];
    const value = rule.combine === 'mean' && weighing.weight.sign !== 0 ? sum.div(weighing.weight) : sum;
    return [{ entryId: sheet.entryId, expertId: sheet.expertId, total: value.fraction.valueOf() }];
  });
}

/**
 * Rules §14. What a ranking is worth: scores freed of the experts' strictness, the interval of each place, the shares of
 * resamplings in which each winner still wins, agreement, and where one more expert would settle the line. Equal inputs
 * and settings give an equal answer. Where the sheets do not compare all entries, the parts are named and nothing is
 * adjusted; the figures that need no comparison are given all the same.
 */
export function worthOf(input: RankingInput, settings: WorthSettings, onProgress?: Progress): RankingWorth {
  const { boundary, draws, seed, budget, experts, conflicts } = settings;
  const sheets = scoredSheets(input);
  const adjusted = adjustScores({ sheets });
  if (!sheets.length) return { sheets: 0, agreement: null, adjusted, stability: null, advice: null };
  const agreement = agreementFigures({ sheets, seed });
  if (!adjusted.identified) return { sheets: sheets.length, agreement, adjusted, stability: null, advice: null };
  const stability = rankStability({ sheets, winners: boundary, seed, draws, ...(onProgress && { onProgress }) });
  const advice = adviseExtraSheets({ sheets, experts, conflicts, boundary, budget });
  return {
    sheets: sheets.length,
    agreement,
    adjusted,
    stability: stability.identified ? stability : null,
    advice: advice.identified ? advice : null,
  };
}
