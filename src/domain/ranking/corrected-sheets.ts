import type { RankedSheet, RankingInput } from './input.js';
import type { CorrectedScore } from './result.js';

/** Points that a correction adds to a total, or takes from it. */
export interface CorrectedPoints {
  points: string;
  ground: string;
}

/** What is counted once the corrections are made, and what they did, by entry id. */
export interface Corrected {
  sheets: readonly RankedSheet[];
  /** Why an entry is not ranked. */
  leftOut: ReadonlyMap<string, string>;
  points: ReadonlyMap<string, readonly CorrectedPoints[]>;
  scores: ReadonlyMap<string, readonly CorrectedScore[]>;
  /** Experts whose sheets are not counted. */
  experts: ReadonlyMap<string, readonly string[]>;
}

const nothing: Omit<Corrected, 'sheets'> = {
  leftOut: new Map(),
  points: new Map(),
  scores: new Map(),
  experts: new Map(),
};

/**
 * Rules §18. Makes the corrections in their order. What names a sheet that is no longer there does nothing: a correction
 * outlives a sheet that was set aside. Points given where the expert was unable to judge stand in place of that.
 */
export function correctedSheets({ sheets, corrections }: Pick<RankingInput, 'sheets' | 'corrections'>): Corrected {
  if (!corrections?.length) return { sheets, ...nothing };
  const kept = new Map(sheets.map((sheet) => [keyOf(sheet), sheet]));
  const leftOut = new Map<string, string>();
  const points = new Map<string, CorrectedPoints[]>();
  const scores = new Map<string, CorrectedScore[]>();
  const experts = new Map<string, string[]>();
  const made = corrections.flatMap(({ ground, changes }) => changes.map((change) => ({ change, ground })));
  for (const { change, ground } of made) {
    const { entryId } = change;
    if (change.kind === 'entry-left-out') leftOut.set(entryId, ground);
    else if (change.kind === 'points') added(points, entryId, { points: change.points, ground });
    else {
      const sheet = kept.get(keyOf(change));
      if (!sheet) continue;
      if (change.kind === 'sheet-left-out') {
        kept.delete(keyOf(change));
        added(experts, entryId, change.expertId);
      } else {
        const { criterionId, expertId, to } = change;
        const from = Object.hasOwn(sheet.scores, criterionId) ? sheet.scores[criterionId]! : null;
        kept.set(keyOf(change), withScore(sheet, criterionId, to));
        added(scores, entryId, { expertId, criterionId, from, to });
      }
    }
  }
  return { sheets: [...kept.values()], leftOut, points, scores, experts };
}

/** Rules §18. The same input with the corrections made: without the entries and sheets that they leave out. */
export function withCorrections(input: RankingInput): RankingInput {
  if (!input.corrections?.length) return input;
  const { corrections: _made, ...rest } = input;
  const { sheets, leftOut } = correctedSheets(input);
  return {
    ...rest,
    entries: input.entries.filter(({ id }) => !leftOut.has(id)),
    sheets: sheets.filter(({ entryId }) => !leftOut.has(entryId)),
  };
}

const keyOf = ({ entryId, expertId }: { entryId: string; expertId: string }) => `${entryId} ${expertId}`;

function withScore(sheet: RankedSheet, criterionId: string, to: string): RankedSheet {
  const { cannotJudge, ...rest } = sheet;
  const unable = cannotJudge?.filter((id) => id !== criterionId);
  return { ...rest, scores: { ...sheet.scores, [criterionId]: to }, ...(unable?.length && { cannotJudge: unable }) };
}

function added<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key) ?? [];
  list.push(value);
  lists.set(key, list);
}
