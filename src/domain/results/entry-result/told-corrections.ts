import { ruleFrom } from '../../ranking/ranking-rule.js';
import { correctedSheets } from '../../ranking/corrected-sheets.js';
import type { CountedCorrection, RankedEntry, RankingInput } from '../../ranking/input.js';
import { greatestFacts } from '../../ranking/indicators.js';
import { standingOf } from '../../ranking/standing.js';
import { entryWeights } from '../../ranking/criterion-weights.js';

/**
 * What the people of an entry are told that was set right. Means are exact `n` or `n/d`, of all experts together; `null`
 * where the rules keep points to themselves, or the entry has no mean of the criterion.
 */
export type ToldChange =
  | { kind: 'entry-left-out' }
  | { kind: 'criterion'; criterionId: string; before: string | null; after: string | null }
  | { kind: 'sheets-left-out'; count: number }
  | { kind: 'points'; points: string | null };

/** A correction as far as it concerns one entry, with its ground. */
export interface ToldCorrection {
  id: string;
  ground: string;
  changes: ToldChange[];
}

/**
 * Rules §18. What corrections did to one entry, in their order, as its people may read it: that it was left out; which
 * criterion was set right, with the mean before and after; how many sheets are not counted; points on the total. Nothing
 * says which expert it was or what one expert gave, and nothing of another entry. Figures only where `showPoints` holds.
 * A correction that does nothing to the entry any more is not told.
 */
export function toldCorrections(input: RankingInput, entryId: string, { showPoints }: { showPoints: boolean }) {
  const entry = input.entries.find(({ id }) => id === entryId);
  const corrections = input.corrections ?? [];
  if (!entry) return [];
  return corrections.flatMap((correction, index): ToldCorrection[] => {
    const [before, after] = [index, index + 1].map((made) => madeOf(input, entry, corrections.slice(0, made)));
    const changes = changesBetween(before!, after!, showPoints);
    return changes.length > 0 ? [{ id: correction.id, ground: correction.ground, changes }] : [];
  });
}

interface Made {
  isOut: boolean;
  scores: readonly { criterionId: string }[];
  sheets: number;
  points: readonly { points: string }[];
  means: ReadonlyMap<string, string>;
}

/** What so many corrections did to the entry, and its means under them. */
function madeOf(input: RankingInput, entry: RankedEntry, corrections: readonly CountedCorrection[]): Made {
  const own = input.sheets.filter(({ entryId }) => entryId === entry.id);
  const { leftOut, scores, experts, points, sheets } = correctedSheets({ sheets: own, corrections });
  // Means come from sheets alone: what the entry's facts add to the total is left aside.
  const rule = { ...ruleFrom(input.rule), indicators: [] };
  const weighing = entryWeights(input.criteria, rule)(entry);
  const standing =
    'code' in weighing ? weighing : standingOf(entry, { sheets, weighing, rule, greatest: greatestFacts([], []) });
  return {
    isOut: leftOut.has(entry.id),
    scores: scores.get(entry.id) ?? [],
    sheets: experts.get(entry.id)?.length ?? 0,
    points: points.get(entry.id) ?? [],
    means: new Map(
      'code' in standing ? [] : standing.explanation.criteria.map(({ criterionId, mean }) => [criterionId, mean]),
    ),
  };
}

function changesBetween(before: Made, after: Made, showPoints: boolean): ToldChange[] {
  const criteria = [...new Set(after.scores.slice(before.scores.length).map(({ criterionId }) => criterionId))];
  const count = after.sheets - before.sheets;
  const mean = ({ means }: Made, id: string) => (showPoints ? (means.get(id) ?? null) : null);
  return [
    ...(after.isOut && !before.isOut ? [{ kind: 'entry-left-out' as const }] : []),
    ...criteria.map((criterionId) => ({
      kind: 'criterion' as const,
      criterionId,
      before: mean(before, criterionId),
      after: mean(after, criterionId),
    })),
    ...(count > 0 ? [{ kind: 'sheets-left-out' as const, count }] : []),
    ...after.points
      .slice(before.points.length)
      .map(({ points }) => ({ kind: 'points' as const, points: showPoints ? points : null })),
  ];
}
