import { traitsOf } from './criterion-kind.js';
import type { FullRankingRule } from './ranking-rule.js';
import { foundIn, settled, worded } from './divergence.js';
import type { RankedEntry, RankedSheet } from './input.js';
import { indicatorLines, type Greatest } from './indicators.js';
import { Rational, sumOf } from '../kernel/rational.js';
import type { CriterionStep, Explanation, SettledDivergence, UnrankedReason } from './result.js';
import { middleOf, statisticOf } from './statistic.js';
import { scoreOf, sheetSum, type WeighedCriterion, type EntryWeights } from './criterion-weights.js';

/** An entry with the numbers that decide its place. */
export interface Standing {
  entry: RankedEntry;
  /** The points with the indicators, before anything else is done to them. */
  points: Rational;
  total: Rational;
  means: Map<string, Rational>;
  median: Rational;
  /** How many sheets were counted. */
  sheets: number;
  weighing: EntryWeights;
  explanation: Explanation;
}

/**
 * Rules §10. The points of an entry, or why it has none: the sheets that count, the gates, the criteria and sheets with
 * their weights, and what is computed from the entry's own facts.
 */
export function standingOf(
  entry: RankedEntry,
  {
    sheets,
    weighing,
    rule,
    greatest,
  }: { sheets: readonly RankedSheet[]; weighing: EntryWeights; rule: FullRankingRule; greatest: Greatest },
): Standing | UnrankedReason {
  const counting = countedSheets(sheets, weighing, rule);
  if ('code' in counting) return counting;
  const { counted, notCounted, divergence } = counting;
  const closed = closedGate(counted, weighing);
  if (closed) return closed;
  const means = new Map<string, Rational>();
  const steps: CriterionStep[] = [];
  const weighted: Rational[] = [];
  for (const criterion of weighing.criteria) {
    const step = stepOf(criterion, counted, rule);
    if (!step) return { code: 'criterion-unjudged', criterionId: criterion.id };
    means.set(criterion.id, step.counted);
    weighted.push(step.weighted);
    steps.push(step.shown);
  }
  const perSheet = counted.map((sheet) => sheetSum(sheet, weighing)!.rounded(rule.roundSheetTo));
  const overSheets = rule.aggregate === 'weighted-sum-per-sheet-then-mean' ? statisticOf(perSheet, rule.across) : null;
  const sum = overSheets?.value ?? sumOf(weighted);
  const isMean = rule.combine === 'mean' && weighing.weight.sign !== 0;
  const judged = isMean ? sum.div(weighing.weight) : sum;
  const indicators = indicatorLines(entry, rule.indicators, greatest);
  if ('code' in indicators) return indicators;
  const median = middleOf(perSheet);
  const explanation: Explanation = {
    aggregate: rule.aggregate,
    experts: counted.map(({ expertId }) => expertId),
    criteria: steps,
    sheets: perSheet.map((value) => value.text),
    median: median.text,
    unrounded: judged.text,
  };
  if (rule.across.kind !== 'mean') explanation.across = rule.across;
  if (overSheets?.dropped.length) explanation.dropped = overSheets.dropped.map((value) => value.text);
  if (weighing.weightsFor) explanation.weightsFor = weighing.weightsFor;
  if (notCounted.length) explanation.notCounted = notCounted;
  if (divergence) explanation.divergence = divergence;
  if (hasLines(rule)) explanation.lines = [{ kind: 'points', points: judged.text }, ...indicators.lines];
  const points = judged.add(indicators.points);
  return { entry, points, total: points, means, median, sheets: counted.length, weighing, explanation };
}

function hasLines(rule: FullRankingRule): boolean {
  return rule.indicators.length > 0 || rule.bonuses.length > 0 || rule.normalise !== null;
}

interface Counted {
  counted: readonly RankedSheet[];
  notCounted: string[];
  divergence: SettledDivergence | null;
}

/** The sheets that count: not those whose experts could not judge, and those that a divergence leaves. */
function countedSheets(
  sheets: readonly RankedSheet[],
  weighing: EntryWeights,
  rule: FullRankingRule,
): Counted | UnrankedReason {
  const judgeable = (sheet: RankedSheet) =>
    !sheet.cannotJudge?.length ||
    (rule.cannotJudge === 'leave-out' && sheetSum(sheet, weighing) !== null) ||
    weighing.criteria.every(({ id, kind }) => !traitsOf(kind).hasPoints || scoreOf(sheet, id) !== null);
  const counted = sheets.filter(judgeable);
  const notCounted = sheets.filter((sheet) => !judgeable(sheet)).map(({ expertId }) => expertId);
  const needed = Math.max(1, rule.minSheets);
  if (counted.length < needed) return { code: 'too-few-sheets', needed };
  const found = rule.divergence && foundIn(counted, weighing, rule.divergence);
  if (!rule.divergence || !found) return { counted, notCounted, divergence: null };
  if (!counted.some(({ extra }) => extra)) return { code: 'extra-sheet-needed', ...worded(found) };
  const { finish } = rule.divergence;
  const final = settled(counted, finish, (sheet) => sheetSum(sheet, weighing)!);
  const experts = final.map(({ expertId }) => expertId);
  return { counted: final, notCounted, divergence: { ...worded(found), finish, counted: experts } };
}

/** The first gate that the experts closed to the entry. */
function closedGate(sheets: readonly RankedSheet[], { criteria }: EntryWeights): UnrankedReason | null {
  for (const { id, kind } of criteria) {
    if (kind.kind !== 'pass-fail' || kind.gate === 'none') continue;
    const marks = sheets.map((sheet) => scoreOf(sheet, id)).filter((score) => score !== null);
    const failed = marks.filter((score) => Rational.of(score).sign === 0).length;
    if (kind.gate === 'any' ? failed > 0 : failed * 2 > marks.length)
      return { code: 'gate-failed', criterionId: id, failed, of: marks.length };
  }
  return null;
}

interface Step {
  shown: CriterionStep;
  counted: Rational;
  weighted: Rational;
}

/** What a criterion gives; `null` when nobody judged it. Written without spreads: it runs for every criterion of every entry. */
function stepOf(criterion: WeighedCriterion, sheets: readonly RankedSheet[], rule: FullRankingRule): Step | null {
  const { id, weight, written, kind } = criterion;
  const { isWeighed } = traitsOf(kind);
  const scores: string[] = [];
  const judged: Rational[] = [];
  for (const sheet of sheets) {
    const score = scoreOf(sheet, id);
    scores.push(score ?? '');
    if (score !== null && isWeighed) judged.push(Rational.of(score));
  }
  const shown: CriterionStep = { criterionId: id, weight: written, scores, mean: '0', rounded: null, weighted: '0' };
  if (!isWeighed) return { shown, counted: Rational.zero, weighted: Rational.zero };
  if (!judged.length) return null;
  const { value, dropped } = statisticOf(judged, rule.across);
  const counted = value.rounded(rule.roundCriterionMeanTo);
  const product = counted.mul(weight);
  const weighted = product.rounded(rule.roundWeightedTo);
  shown.mean = value.text;
  shown.weighted = product.text;
  if (rule.roundCriterionMeanTo !== null) shown.rounded = counted.decimal(rule.roundCriterionMeanTo);
  if (rule.roundWeightedTo !== null) shown.weightedRounded = weighted.decimal(rule.roundWeightedTo);
  if (dropped.length) shown.dropped = dropped.map((each) => each.text);
  return { shown, counted, weighted };
}
