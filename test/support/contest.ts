import { plainRankingRule, type RankingRule } from '../../src/domain/ranking/ranking-rule.js';
import type { RankedEntry, RankedSheet, RankingInput } from '../../src/domain/ranking/input.js';
import { rankEntries } from '../../src/domain/ranking/rank-entries.js';

/** Points of a sheet in the order of the criteria; `null` where the expert could not judge. */
export type Points = readonly (string | number | null)[];

export interface GivenContest {
  /** Sheets of each entry, by `x1`, `x2` … */
  sheets: Record<string, readonly Points[]>;
  rule?: Partial<RankingRule>;
  /** Of the criteria `c1`, `c2` …; 1 each where nothing is said. */
  weights?: readonly string[];
  scaleMax?: string;
  entries?: Record<string, Partial<RankedEntry>>;
  /** Experts whose sheets are the extra ones. */
  extra?: readonly string[];
  decimals?: number;
  openVote?: RankingInput['openVote'];
}

/** A contest of which a test says only what matters: entries are numbered and submitted in the order of their names. */
export function contest(given: GivenContest): RankingInput {
  const names = Object.keys(given.sheets);
  const width = Math.max(
    1,
    ...Object.values(given.sheets)
      .flat()
      .map((points) => points.length),
  );
  const weights = given.weights ?? Array<string>(width).fill('1');
  const sheetOf = (entryId: string, points: Points, index: number): RankedSheet => {
    const expertId = `x${index + 1}`;
    const known = points.flatMap((score, at) => (score === null ? [] : [[`c${at + 1}`, String(score)]]));
    const cannotJudge = points.flatMap((score, at) => (score === null ? [`c${at + 1}`] : []));
    return {
      entryId,
      expertId,
      scores: Object.fromEntries(known),
      ...(cannotJudge.length && { cannotJudge }),
      ...(given.extra?.includes(expertId) && { extra: true }),
    };
  };
  return {
    criteria: weights.map((weight, index) => ({ id: `c${index + 1}`, weight, scaleMax: given.scaleMax ?? '10' })),
    entries: names.map((id, index) => ({
      id,
      regionCode: 'RU-BA',
      registerNumber: `СБ-2019-${String(index + 1).padStart(4, '0')}`,
      submittedAt: new Date(Date.UTC(2019, 7, 1, 10, 0, index)).toISOString(),
      ...given.entries?.[id],
    })),
    sheets: names.flatMap((id) => given.sheets[id]!.map((points, index) => sheetOf(id, points, index))),
    rule: { ...plainRankingRule, tieChain: [{ kind: 'share' }], ...given.rule },
    decimals: given.decimals ?? 2,
    ...(given.openVote && { openVote: given.openVote }),
  };
}

/** The ranking in a line for each place: `1–2 A 7.67`. */
export const placesOf = (input: RankingInput) =>
  rankEntries(input).rows.map(({ entryId, place, totalShown }) => `${place.from}–${place.to} ${entryId} ${totalShown}`);

/** The exact total of the only entry. */
export const totalOf = (given: GivenContest) => rankEntries(contest(given)).rows[0]!.total;
