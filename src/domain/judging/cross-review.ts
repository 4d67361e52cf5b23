import { decimalFrom } from '../kernel/decimal.js';
import type { Decision } from '../kernel/decision.js';
import { mustBeComplete, mustBeOnScale, type ScaledCriterion, type Scores } from './score-sheet.js';
import type { CrossReviewRules } from '../cycles/judging-rules.js';
import { hasPoints, pickOf } from '../ranking/criterion-kind.js';
import { Refusal } from '../kernel/refusal.js';
import { mustBeOpen, type StageWindow } from '../cycles/stage.js';
import { mustGiveReason } from '../kernel/reason.js';
import { defineWorkflow, next } from '../kernel/workflow.js';

/** Rules §19. A cross-review is handed in once and then stands; who knows the people of an entry gives it back unread. */
export const crossReviewWorkflow = defineWorkflow({
  initial: 'open',
  actions: {
    submit: { from: ['open'], to: 'submitted' },
    'declare-conflict': { from: ['open'], to: 'conflicted' },
  },
});

export type CrossReviewState = 'open' | 'submitted' | 'conflicted';

/** One entry's review of another, as far as the rules look at it. */
export interface WrittenReview {
  id: string;
  state: CrossReviewState;
  comment: string;
  /** Points by criterion id, exact decimals; empty where the rules ask for the comment alone. */
  grades: Record<string, string>;
  reason: string;
  savedAt: Date | null;
  submittedAt: Date | null;
  endedAt: Date | null;
}

export interface WritingFacts {
  now: Date;
  timeZone: string;
  stage: StageWindow | null;
  rules: CrossReviewRules;
  criteria: readonly ScaledCriterion[];
}

/** A draft may be longer than the comment, so that it can be shortened; longer than this it is no comment. */
const longestDraft = 5000;

/** A comment as it is kept: line ends are one character, a letter with its sign above is one letter. */
const kept = (comment: string): string => comment.replaceAll('\r\n', '\n').normalize('NFC').trim();

/** Rules §19. The characters of a comment as people count them: a letter is one, however it is encoded, and so is a line end. */
export function commentLength(comment: string): number {
  return [...kept(comment)].length;
}

/**
 * Rules §19. Keeps comment and points of a review that is not handed in, while the stage is open. Points that the rules do
 * not ask for fall away; an empty text takes points back.
 * Refuses: `cross-review-frozen`, `stage-closed`, `score-off-scale`, `invalid-input` for a text far beyond a comment.
 */
export function writeReview(
  review: WrittenReview,
  { comment, grades }: { comment: string; grades: Scores },
  facts: WritingFacts,
): Decision<WrittenReview> {
  mustBeWritable(review, facts);
  if (commentLength(comment) > longestDraft) throw tooLong(facts.rules.commentLength);
  const given: Record<string, string> = {};
  for (const criterion of gradedCriteria(facts)) {
    const typed = (Object.hasOwn(grades, criterion.id) ? grades[criterion.id]! : '').trim();
    if (!typed) continue;
    const score = decimalFrom(typed) ?? typed;
    mustBeOnScale(score, criterion);
    given[criterion.id] = score;
  }
  return { changes: { comment: kept(comment), grades: given, savedAt: facts.now }, events: [] };
}

/**
 * Rules §19. Hands a review in, which freezes it: a comment of at most the edition's length, and points for every criterion
 * where they are asked. Refuses: `cross-review-frozen`, `stage-closed`, `invalid-input` for the comment, `sheet-incomplete`.
 */
export function submitReview(review: WrittenReview, facts: WritingFacts): Decision<WrittenReview> {
  mustBeWritable(review, facts);
  const length = commentLength(review.comment);
  if (length === 0) throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/comment', rule: 'required' }] });
  if (length > facts.rules.commentLength) throw tooLong(facts.rules.commentLength);
  mustBeComplete(review.grades, gradedCriteria(facts));
  const state = next(crossReviewWorkflow, review.state, 'submit');
  return { changes: { state, submittedAt: facts.now, savedAt: facts.now }, events: [] };
}

/**
 * Rules §19. The reviewers know the people of the entry: it goes from them with the reason. The caller gives another in its
 * place, see `anotherEntry`. Refuses: `cross-review-frozen`, `stage-closed`, `reason-required`.
 */
export function declareConflict(
  review: WrittenReview,
  reason: string,
  facts: Pick<WritingFacts, 'now' | 'stage' | 'timeZone'>,
): Decision<WrittenReview> {
  mustBeWritable(review, facts);
  const changes = {
    state: next(crossReviewWorkflow, review.state, 'declare-conflict'),
    reason: mustGiveReason(reason),
    endedAt: facts.now,
  };
  return { changes, events: [] };
}

/** The criteria by which entrants give points: those that judge an entry by itself, where the rules ask for points. */
export function gradedCriteria<C extends ScaledCriterion>({
  rules,
  criteria,
}: {
  rules: Pick<CrossReviewRules, 'grades'>;
  criteria: readonly C[];
}): C[] {
  return rules.grades ? criteria.filter(({ kind }) => hasPoints(kind) && !pickOf(kind)) : [];
}

/** What an entry owes and has done; `needed` are the reviews allotted to it that still stand. */
export interface OwedReviews {
  needed: number;
  submitted: number;
  excused: boolean;
  exempt: boolean;
}

export type DutyState = 'done' | 'owing' | 'excused' | 'noted' | 'dropped';

/**
 * Rules §19. How an entry stands with its reviews: whoever has handed all in is done; an excuse by the organizer, or an
 * exempt nomination, ends the duty; from the closing instant on the others are dropped or noted, as the edition says. No
 * job decides it. Entries to which nothing could be allotted are done.
 */
export function dutyState(
  owed: OwedReviews,
  { rules, stage, now }: { rules: CrossReviewRules; stage: StageWindow | null; now: Date },
): DutyState {
  if (owed.submitted >= owed.needed) return 'done';
  if (owed.excused || owed.exempt || rules.reviews === 0) return 'excused';
  if (!stage || now < stage.closesAt) return 'owing';
  return rules.unfinished;
}

/** Rules §19. Ends the duty of an entry with a reason. Refuses: `reason-required`, `action-not-allowed` where it ended already. */
export function excuse(state: DutyState, reason: string): string {
  if (state === 'done' || state === 'excused')
    throw new Refusal({ code: 'action-not-allowed', action: 'excuse', state });
  return mustGiveReason(reason);
}

/**
 * Rules §19. Takes an excuse back with a reason, while that is fair. One that was given before the close was relied upon: it
 * is taken back only while the reviews can still be written. One that was given after the close brought an entry back that
 * had dropped out: it is taken back until the experts' stage ends.
 * Refuses: `action-not-allowed` where there is no excuse, `stage-closed` with the stage that is over, `reason-required`.
 */
export function takeBackExcuse(excusedAt: Date | null, reason: string, facts: ExcuseFacts): string {
  const { now, timeZone } = facts;
  if (!excusedAt) throw new Refusal({ code: 'action-not-allowed', action: 'take-back-excuse', state: 'not-excused' });
  const { kind, stage } = limitOf(excusedAt, facts);
  if (!stage || now >= stage.closesAt) {
    const { opensAt = null, closesAt = null } = stage ?? {};
    throw new Refusal({ code: 'stage-closed', stage: kind, opensAt, closesAt, now, timeZone });
  }
  return mustGiveReason(reason);
}

export interface ExcuseFacts {
  now: Date;
  timeZone: string;
  stage: StageWindow | null;
  /** The experts' stage. */
  review: StageWindow | null;
}

/** Rules §19. Whether an excuse can still be taken back, see `takeBackExcuse`. */
export function mayTakeBack(excusedAt: Date | null, facts: Omit<ExcuseFacts, 'timeZone'>): boolean {
  if (!excusedAt) return false;
  const { stage } = limitOf(excusedAt, facts);
  return stage !== null && facts.now < stage.closesAt;
}

/** The stage whose end is the end of taking an excuse back. */
function limitOf(excusedAt: Date, { stage, review }: Pick<ExcuseFacts, 'stage' | 'review'>) {
  return stage && excusedAt >= stage.closesAt
    ? { kind: 'review' as const, stage: review }
    : { kind: 'cross-review' as const, stage };
}

function mustBeWritable(review: WrittenReview, facts: Pick<WritingFacts, 'now' | 'stage' | 'timeZone'>): void {
  if (review.state !== 'open') throw new Refusal({ code: 'cross-review-frozen' });
  mustBeOpen(facts.stage, 'cross-review', facts.now, facts.timeZone);
}

const tooLong = (max: number): Refusal =>
  new Refusal({ code: 'invalid-input', problems: [{ pointer: '/comment', rule: 'too-long', values: { max } }] });
