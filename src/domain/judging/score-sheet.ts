import { decimalFrom, exact, fractionText, sum } from '../kernel/decimal.js';
import type { Decision } from '../kernel/decision.js';
import { needsRemark, type JudgingRules } from '../cycles/judging-rules.js';
import { hasPoints, stepOf, traitsOf, type CriterionKind, type ScaleEnds } from '../ranking/criterion-kind.js';
import type { FullRankingRule } from '../ranking/ranking-rule.js';
import { Refusal } from '../kernel/refusal.js';
import { mustBeOpen, type StageWindow } from '../cycles/stage.js';
import { mustGiveReason } from '../kernel/reason.js';
import { defineWorkflow, next } from '../kernel/workflow.js';

/** The points that may be given: from `scaleMin` to `scaleMax` in steps of `scaleStep`, exact decimal strings. */
export interface Scale {
  scaleMin: string;
  scaleMax: string;
  scaleStep: string;
}

export interface ScaledCriterion extends Scale {
  id: string;
  weight: string;
  /** What people call it; where nobody does, its id. */
  title?: string;
  /** Numeric where nothing is said. */
  kind?: CriterionKind;
}

/** Points by criterion id, as exact decimal strings. */
export type Scores = Readonly<Record<string, string>>;

/**
 * Rules §9. A sheet that was submitted is frozen; it may be set aside with a reason, and is then replaced, not mended, or
 * be reopened with a reason, and is then a draft again.
 */
export const sheetWorkflow = defineWorkflow({
  initial: 'draft',
  actions: {
    submit: { from: ['draft'], to: 'submitted' },
    reopen: { from: ['submitted'], to: 'draft' },
    'set-aside': { from: ['draft', 'submitted'], to: 'set-aside' },
  },
});

export type SheetState = 'draft' | 'submitted' | 'set-aside';

/** A score sheet, as far as the rules look at it. */
export interface Sheet {
  id: string;
  state: SheetState;
  scores: Record<string, string>;
  /** The criteria that the expert declared to be unable to judge, where the rule allows it. */
  cannotJudge?: string[];
  /** Remarks for the entrant by criterion id; to a criterion of information the whole answer. */
  remarks?: Record<string, string>;
  reason: string;
  submittedAt: Date | null;
  savedAt: Date;
}

/**
 * Whether the decimal lies on the scale: within its ends and a whole number of steps from the lower one. Of levels it must
 * be the points of one, pass or fail and a vote are 1 or 0, and places give whole points from 0.
 */
export function isOnScale(score: string, scale: Scale & { kind?: CriterionKind }): boolean {
  if (decimalFrom(score) !== score) return false;
  const points = exact(score);
  const named = scale.kind ? traitsOf(scale.kind).named(scale.kind) : null;
  if (named) return named.some((level) => exact(level.points).equals(points));
  const { scaleMin, scaleMax } = endsOf(scale);
  if (points.lt(exact(scaleMin)) || points.gt(exact(scaleMax))) return false;
  return points.sub(exact(scaleMin)).div(exact(stepOf(scale))).d === 1n;
}

/** Rules §9. Refuses with `score-off-scale`, naming the scale, when the points are not on it. */
export function mustBeOnScale(score: string, criterion: ScaledCriterion): void {
  if (isOnScale(score, criterion)) return;
  const { id, title = id } = criterion;
  const { scaleMin: min, scaleMax: max } = endsOf(criterion);
  throw new Refusal({ code: 'score-off-scale', criterion: id, title, min, max, step: stepOf(criterion) });
}

export interface SheetFacts {
  now: Date;
  timeZone: string;
  review: StageWindow | null;
  criteria: readonly ScaledCriterion[];
  /** What the ranking rule makes of criteria that cannot be judged; refused where nothing is said. */
  cannotJudge?: FullRankingRule['cannotJudge'];
  /** Where remarks must be written, and how long they are at least; nowhere where nothing is said. */
  remarks?: Pick<JudgingRules['sheet'], 'remarks' | 'remarkLength'>;
  /** Whether something follows a sheet that is handed in: the sheets of its entry are compared. It does where nothing is said. */
  isFollowed?: boolean;
}

/** Rules §9. A sheet is written while it is a draft and the review is open. Refuses: `sheet-frozen`, `stage-closed`. */
function mustBeEditable(sheet: Sheet, { review, now, timeZone }: SheetFacts): void {
  if (sheet.state !== 'draft') throw new Refusal({ code: 'sheet-frozen' });
  mustBeOpen(review, 'review', now, timeZone);
}

/**
 * Rules §9. Points are kept while the sheet is a draft and the review is open. Points for criteria that the edition does
 * not have, that only inform or that the expert declares to be unable to judge fall away; an empty text takes points back.
 * A comma is read as a point.
 * Refuses: `sheet-frozen`, `stage-closed`, `score-off-scale`, `cannot-judge-not-foreseen`.
 */
export function saveScores(
  sheet: Sheet,
  scores: Scores,
  facts: SheetFacts,
  cannotJudge: readonly string[] = [],
): Decision<Sheet> {
  mustBeEditable(sheet, facts);
  const unable = declaredUnable(cannotJudge, facts);
  const kept: Record<string, string> = {};
  for (const criterion of facts.criteria) {
    if (!hasPoints(criterion.kind) || unable.includes(criterion.id)) continue;
    const typed = (Object.hasOwn(scores, criterion.id) ? scores[criterion.id]! : '').trim();
    if (!typed) continue;
    const score = decimalFrom(typed) ?? typed;
    mustBeOnScale(score, criterion);
    kept[criterion.id] = score;
  }
  return { changes: { scores: kept, cannotJudge: unable, savedAt: facts.now }, events: [] };
}

/** The criteria with points that are declared, in the edition's order. Refuses where the rule does not foresee it. */
function declaredUnable(declared: readonly string[], { criteria, cannotJudge = 'refuse' }: SheetFacts): string[] {
  const known = criteria.filter(({ id, kind }) => hasPoints(kind) && declared.includes(id));
  if (known.length === 0) return [];
  if (cannotJudge === 'refuse') {
    const { id, title = id } = known[0]!;
    throw new Refusal({ code: 'cannot-judge-not-foreseen', criterion: id, title });
  }
  return known.map(({ id }) => id);
}

/** The least and the greatest points that a criterion gives, as decimals. */
export function endsOf({
  kind = { kind: 'numeric' },
  scaleMin,
  scaleMax,
}: ScaleEnds & { kind?: CriterionKind }): ScaleEnds {
  return traitsOf(kind).ends(kind, { scaleMin, scaleMax });
}

/**
 * Rules §9. The criteria whose remark is missing or too short for the rule, in the edition's order. Points that were not
 * given ask for no remark.
 */
export function unremarked(
  { scores, remarks = {} }: Pick<Sheet, 'scores' | 'remarks'>,
  { criteria, remarks: rule }: Pick<SheetFacts, 'criteria' | 'remarks'>,
): string[] {
  if (!rule) return [];
  return criteria
    .filter(({ id }) => Object.hasOwn(scores, id))
    .filter((criterion) => needsRemark(scores[criterion.id]!, endsOf(criterion), rule.remarks))
    .filter(({ id }) => [...(remarks[id] ?? '').trim()].length < Math.max(1, rule.remarkLength))
    .map(({ id }) => id);
}

/**
 * The ids of the criteria without points, in the edition's order. Information needs none, and neither does a criterion
 * that the expert declared to be unable to judge.
 */
export function unscored(
  scores: Scores,
  criteria: readonly { id: string; kind?: CriterionKind }[],
  cannotJudge: readonly string[] = [],
): string[] {
  return criteria
    .filter(({ id, kind }) => hasPoints(kind) && !cannotJudge.includes(id))
    .filter(({ id }) => !Object.hasOwn(scores, id) || !scores[id]!.trim())
    .map(({ id }) => id);
}

/** Refuses with `sheet-incomplete`, naming every criterion without points. */
export function mustBeComplete(
  scores: Scores,
  criteria: readonly { id: string; title?: string; kind?: CriterionKind }[],
  cannotJudge: readonly string[] = [],
): void {
  const lacking = unscored(scores, criteria, cannotJudge);
  if (lacking.length === 0) return;
  const titles = lacking.map((id) => criteria.find((criterion) => criterion.id === id)?.title ?? id);
  throw new Refusal({ code: 'sheet-incomplete', criteria: lacking, titles });
}

/**
 * Rules §9. A sheet is submitted complete and is frozen by that. Criteria that the expert cannot judge may be left out only
 * where the ranking rule foresees it.
 * Refuses: `sheet-frozen`, `stage-closed`, `sheet-incomplete` with the missing criteria, `score-off-scale`,
 * `remark-missing` with the criteria whose remark the rules ask for.
 */
export function submitSheet(sheet: Sheet, facts: SheetFacts): Decision<Sheet> {
  if (sheet.state !== 'draft') throw new Refusal({ code: 'sheet-frozen' });
  mustBeOpen(facts.review, 'review', facts.now, facts.timeZone);
  const declared = (facts.cannotJudge ?? 'refuse') === 'refuse' ? [] : (sheet.cannotJudge ?? []);
  mustBeComplete(sheet.scores, facts.criteria, declared);
  for (const criterion of facts.criteria)
    if (Object.hasOwn(sheet.scores, criterion.id)) mustBeOnScale(sheet.scores[criterion.id]!, criterion);
  const silent = unremarked(sheet, facts);
  if (silent.length > 0) {
    const titles = silent.map((id) => facts.criteria.find((criterion) => criterion.id === id)?.title ?? id);
    throw new Refusal({ code: 'remark-missing', criteria: silent, titles, length: facts.remarks!.remarkLength });
  }
  return {
    changes: { state: next(sheetWorkflow, sheet.state, 'submit'), submittedAt: facts.now, savedAt: facts.now },
    events: facts.isFollowed === false ? [] : [{ type: 'evaluation.submitted', evaluationId: sheet.id }],
  };
}

/**
 * Rules §9. A submitted sheet is a draft again: the organizer gives the reason, and the review must be open, so that it can
 * be submitted anew.
 * Refuses: `action-not-allowed`, `stage-closed`, `reason-required`.
 */
export function reopenSheet(
  sheet: Sheet,
  facts: Pick<SheetFacts, 'now' | 'timeZone' | 'review'> & { reason: string },
): Decision<Sheet> {
  const state = next(sheetWorkflow, sheet.state, 'reopen');
  mustBeOpen(facts.review, 'review', facts.now, facts.timeZone);
  mustGiveReason(facts.reason);
  return {
    changes: { state, submittedAt: null, savedAt: facts.now },
    events: [{ type: 'evaluation.reopened', evaluationId: sheet.id }],
  };
}

/**
 * Rules §9. A sheet that does not follow the guidelines is set aside with a reason: it stays on record and counts no more.
 * Refuses: `action-not-allowed`, `reason-required`.
 */
export function setSheetAside(sheet: Sheet, facts: { now: Date; reason: string }): Decision<Sheet> {
  const state = next(sheetWorkflow, sheet.state, 'set-aside');
  return {
    changes: {
      state,
      reason: mustGiveReason(facts.reason),
      submittedAt: sheet.submittedAt ?? facts.now,
      savedAt: facts.now,
    },
    events: [{ type: 'evaluation.set-aside', evaluationId: sheet.id }],
  };
}

/**
 * Rules §10. The weighted sum of a sheet, exactly, as `n` or `n/d`. A weight may be 0.
 * Refuses with `sheet-incomplete` when points are missing: a missing score is not zero.
 */
export function weightedScore(scores: Scores, criteria: readonly { id: string; weight: string }[]): string {
  mustBeComplete(scores, criteria);
  return fractionText(sum(criteria.map(({ id, weight }) => exact(scores[id]!).mul(exact(weight)))));
}
