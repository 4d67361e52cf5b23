import Fraction from 'fraction.js';
import { compareText } from './seeded.js';
import { decimalText, exact, fractionText, mean, median, roundHalfUp, sum } from './decimal.js';
import type { RankingRule, TieRule } from './ranking-rule.js';
import { Refusal } from './refusal.js';

export interface RankedCriterion {
  id: string;
  weight: string;
  scaleMax: string;
}

export interface RankedEntry {
  id: string;
  regionCode: string;
  registerNumber: string;
  /** ISO 8601 in UTC; what the rule of the earlier submission compares. */
  submittedAt: string;
}

/** A submitted sheet, complete; drafts and sheets set aside do not come here. */
export interface RankedSheet {
  entryId: string;
  expertId: string;
  scores: Readonly<Record<string, string>>;
}

/** Everything that decides a ranking: plain JSON, to be hashed, stored and recomputed. */
export interface RankingInput {
  criteria: readonly RankedCriterion[];
  entries: readonly RankedEntry[];
  sheets: readonly RankedSheet[];
  rule: RankingRule;
  /** Decimals of the totals as shown; they decide nothing. */
  decimals: number;
}

export interface CriterionStep {
  criterionId: string;
  weight: string;
  /** In the order of the experts' ids, as `experts` of the row. */
  scores: string[];
  mean: string;
  /** The mean as it was counted on; `null` when it is not rounded. */
  rounded: string | null;
  weighted: string;
}

/** How a total came about, as data: numbers are exact fractions `n` or `n/d`. */
export interface Explanation {
  aggregate: RankingRule['aggregate'];
  experts: string[];
  criteria: CriterionStep[];
  /** The weighted sum of each expert's sheet. */
  sheets: string[];
  median: string;
  unrounded: string;
}

/** So many equals are named; with thousands of equal totals all names would outgrow everything else. */
const tiesNamed = 10;

/** How an entry with a total equal to others' got its place among them. */
export interface TieOutcome {
  /** How many others have the same total. */
  equals: number;
  /** The register numbers of the others, the nearest ten where there are more. */
  with: string[];
  /** The rule that put the entry below the one before it, `null` for the first of the equals. */
  below: TieRule | null;
  /** The rule that put the entry above the one after it, `null` for the last of the equals. */
  above: TieRule | null;
}

export interface RankingRow {
  entryId: string;
  registerNumber: string;
  regionCode: string;
  /** Shared places run from the first to the last of them. */
  place: { from: number; to: number };
  total: string;
  totalShown: string;
  sheets: number;
  explanation: Explanation;
  tie: TieOutcome | null;
}

export interface UnrankedRow {
  entryId: string;
  registerNumber: string;
  regionCode: string;
  sheets: number;
  reason: { code: 'too-few-sheets'; needed: number };
}

export interface Ranking {
  rows: RankingRow[];
  unranked: UnrankedRow[];
  /** The greatest total that is possible, as shown. */
  maximumShown: string;
}

/**
 * Rules §10. Ranks the entries of a nomination by their totals, greatest first, exactly and with reasons. Means are
 * taken over the sheets that were submitted, so a missing sheet is not a zero. By `mean-per-criterion-then-weighted-sum`
 * each criterion's mean is rounded (if so ruled) and weighted; by `weighted-sum-per-sheet-then-mean` each sheet is
 * weighted and nothing is rounded before the end. Equal totals are separated by the chain of tie rules; who is still
 * equal shares the places. Entries with fewer sheets than `minSheets` are listed without a place.
 * The order of the input decides nothing.
 *
 * Refuses: `nothing-to-rank` without entries, `sheet-incomplete`, `already-exists` for two sheets of one expert.
 */
export function rankEntries(input: RankingInput): Ranking {
  if (!input.entries.length) throw new Refusal({ code: 'nothing-to-rank' });
  const sheets = sheetsByEntry(input);
  const enough = (entry: RankedEntry) => (sheets.get(entry.id)?.length ?? 0) >= Math.max(1, input.rule.minSheets);
  const standings = input.entries.filter(enough).map((entry) => standingOf(entry, sheets.get(entry.id)!, input));
  const maximum = sum(input.criteria.map(({ weight, scaleMax }) => exact(weight).mul(exact(scaleMax))));
  return {
    rows: rowsOf(standings, input),
    unranked: input.entries
      .filter((entry) => !enough(entry))
      .sort(byRegisterNumber)
      .map(({ id, registerNumber, regionCode }) => ({
        entryId: id,
        registerNumber,
        regionCode,
        sheets: sheets.get(id)?.length ?? 0,
        reason: { code: 'too-few-sheets', needed: Math.max(1, input.rule.minSheets) },
      })),
    maximumShown: decimalText(maximum, input.decimals),
  };
}

function sheetsByEntry({ sheets, criteria }: RankingInput): Map<string, RankedSheet[]> {
  const found = new Map<string, RankedSheet[]>();
  for (const sheet of [...sheets].sort((a, b) => compareText(a.expertId, b.expertId))) {
    const others = found.get(sheet.entryId) ?? [];
    if (others.at(-1)?.expertId === sheet.expertId)
      throw new Refusal({ code: 'already-exists', what: `sheet of ${sheet.expertId} for ${sheet.entryId}` });
    const lacking = criteria.filter(({ id }) => !Object.hasOwn(sheet.scores, id)).map(({ id }) => id);
    if (lacking.length) throw new Refusal({ code: 'sheet-incomplete', criteria: lacking, titles: lacking });
    found.set(sheet.entryId, [...others, sheet]);
  }
  return found;
}

/** An entry with the numbers that decide its place. */
interface Standing {
  entry: RankedEntry;
  total: Fraction;
  means: Map<string, Fraction>;
  median: Fraction;
  sheets: number;
  explanation: Explanation;
}

function standingOf(entry: RankedEntry, sheets: readonly RankedSheet[], { criteria, rule }: RankingInput): Standing {
  const means = new Map<string, Fraction>();
  const perSheet = sheets.map(({ scores }) =>
    sum(criteria.map(({ id, weight }) => exact(scores[id]!).mul(exact(weight)))),
  );
  const steps = criteria.map(({ id, weight }): CriterionStep => {
    const scores = sheets.map((sheet) => sheet.scores[id]!);
    const plain = mean(scores.map(exact));
    const counted = rule.roundCriterionMeanTo === null ? plain : roundHalfUp(plain, rule.roundCriterionMeanTo);
    means.set(id, counted);
    return {
      criterionId: id,
      weight,
      scores,
      mean: fractionText(plain),
      rounded: rule.roundCriterionMeanTo === null ? null : decimalText(counted, rule.roundCriterionMeanTo),
      weighted: fractionText(counted.mul(exact(weight))),
    };
  });
  const unrounded =
    rule.aggregate === 'weighted-sum-per-sheet-then-mean'
      ? mean(perSheet)
      : sum(criteria.map(({ id, weight }) => means.get(id)!.mul(exact(weight))));
  const middle = median(perSheet);
  return {
    entry,
    total: rule.roundTotalTo === null ? unrounded : roundHalfUp(unrounded, rule.roundTotalTo),
    means,
    median: middle,
    sheets: sheets.length,
    explanation: {
      aggregate: rule.aggregate,
      experts: sheets.map(({ expertId }) => expertId),
      criteria: steps,
      sheets: perSheet.map(fractionText),
      median: fractionText(middle),
      unrounded: fractionText(unrounded),
    },
  };
}

function byRegisterNumber(a: RankedEntry, b: RankedEntry): number {
  return compareText(a.registerNumber, b.registerNumber) || compareText(a.id, b.id);
}

/** Below zero when `a` stands before `b` by the rule, zero when the rule does not separate them. */
function compareBy(rule: TieRule, a: Standing, b: Standing): number {
  switch (rule.kind) {
    case 'criterion':
      return (b.means.get(rule.id) ?? new Fraction(0)).compare(a.means.get(rule.id) ?? new Fraction(0));
    case 'median':
      return b.median.compare(a.median);
    case 'earlier-submission':
      return Date.parse(a.entry.submittedAt) - Date.parse(b.entry.submittedAt);
    case 'share':
      return 0;
  }
}

/** The first rule of the chain that separates two entries of equal total; `share` when none does. */
function decidingRule(chain: readonly TieRule[], a: Standing, b: Standing): TieRule {
  const share = chain.findIndex((rule) => rule.kind === 'share');
  const tried = share < 0 ? chain : chain.slice(0, share);
  return tried.find((rule) => compareBy(rule, a, b) !== 0) ?? { kind: 'share' };
}

function rowsOf(standings: Standing[], { rule, decimals }: RankingInput): RankingRow[] {
  const order = (a: Standing, b: Standing) => {
    const byTotal = b.total.compare(a.total);
    return byTotal || compareBy(decidingRule(rule.tieChain, a, b), a, b);
  };
  const sorted = [...standings].sort((a, b) => order(a, b) || byRegisterNumber(a.entry, b.entry));
  const places = groupsOf(sorted, (a, b) => order(a, b) === 0);
  const equals = groupsOf(sorted, (a, b) => a.total.equals(b.total));
  return sorted.map((standing, index): RankingRow => {
    const { first, last } = places[index]!;
    return {
      entryId: standing.entry.id,
      registerNumber: standing.entry.registerNumber,
      regionCode: standing.entry.regionCode,
      place: { from: first + 1, to: last + 1 },
      total: fractionText(standing.total),
      totalShown: decimalText(standing.total, decimals),
      sheets: standing.sheets,
      explanation: standing.explanation,
      tie: tieOf(sorted, index, equals[index]!, rule.tieChain),
    };
  });
}

/** Neighbours that belong together, by position. */
interface Group {
  first: number;
  last: number;
}

function groupsOf(sorted: readonly Standing[], isSame: (a: Standing, b: Standing) => boolean): Group[] {
  const groups: Group[] = [];
  sorted.forEach((standing, index) => {
    const group = groups[index - 1];
    if (group && isSame(sorted[index - 1]!, standing)) group.last = index;
    groups.push(group?.last === index ? group : { first: index, last: index });
  });
  return groups;
}

function tieOf(sorted: readonly Standing[], index: number, group: Group, chain: readonly TieRule[]): TieOutcome | null {
  const { first, last } = group;
  if (first === last) return null;
  const self = sorted[index]!;
  const start = Math.max(first, Math.min(index - tiesNamed / 2, last - tiesNamed));
  const near = sorted.slice(start, Math.min(last, start + tiesNamed) + 1);
  return {
    equals: last - first,
    with: near.filter((other) => other !== self).map(({ entry }) => entry.registerNumber),
    below: index > first ? decidingRule(chain, sorted[index - 1]!, self) : null,
    above: index < last ? decidingRule(chain, self, sorted[index + 1]!) : null,
  };
}
