import { returnDueAt, type ProductionCalendar } from '../cycles/production-calendar.js';
import { mustBeOpen, type StageWindow } from '../cycles/stage.js';
import { mustGiveReason } from '../kernel/reason.js';
import { Refusal } from '../kernel/refusal.js';

export type ClarificationState = 'asked' | 'declined' | 'passed' | 'answered';

/** The longest texts, and how many clarifications one expert asks of one entry. */
export const clarificationBounds = { question: 2000, answer: 6000, perPair: 5 };

interface AskFacts {
  /** Working days to answer, as the edition says; 0: experts ask nothing. */
  days: number;
  review: StageWindow | null;
  ownSheet: 'draft' | 'submitted' | 'set-aside' | null;
  /** What the expert has asked of the entry already. */
  asked: number;
  timeZone: string;
  now: Date;
}

/**
 * Rules §21. An expert asks while entries are scored and the own sheet is not handed in. Refuses `not-found` where the rules foresee
 * none, `stage-closed` outside of the review, `sheet-frozen` after the own sheet, `invalid-input` one too many.
 */
export function mustBeAllowedToAsk({ days, review, ownSheet, asked, timeZone, now }: AskFacts): void {
  if (days === 0) throw new Refusal({ code: 'not-found' });
  mustBeOpen(review, 'review', now, timeZone);
  if (ownSheet !== null && ownSheet !== 'draft') throw new Refusal({ code: 'sheet-frozen' });
  const { perPair: max } = clarificationBounds;
  if (asked >= max)
    throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/text', rule: 'too-many', values: { max } }] });
}

interface Deciding {
  decidedById: string;
  now: Date;
}

/**
 * Rules §21. Passed on in the organizer's words, to be answered within the working days of the edition and never past the review.
 * Refuses `action-not-allowed` what was decided, `stage-closed` after the review.
 */
export function passOn(
  { state }: { state: ClarificationState },
  facts: Deciding & {
    question: string;
    number: number;
    days: number;
    review: StageWindow | null;
    timeZone: string;
    calendar: ProductionCalendar;
  },
) {
  mustBe(state, 'asked', 'pass-on');
  const { question, number, days, review, timeZone, calendar, decidedById, now } = facts;
  const { closesAt } = mustBeOpen(review, 'review', now, timeZone);
  const dueAt = returnDueAt({ returnedAt: now, stageClosesAt: closesAt, timeZone, calendar, workingDays: days });
  return { state: 'passed' as const, question, number, dueAt, decidedById, decidedAt: now };
}

/** Rules §21. Not passed on, with a reason that the expert reads. Refuses `action-not-allowed` what was decided, `reason-required`. */
export function decline(
  { state }: { state: ClarificationState },
  { reason, decidedById, now }: Deciding & { reason: string },
) {
  mustBe(state, 'asked', 'decline');
  return { state: 'declined' as const, reason: mustGiveReason(reason), decidedById, decidedAt: now };
}

/** Rules §21. Answered once and within the term. Refuses `action-not-allowed` what is answered, `term-passed` after it. */
export function answerClarification(
  { state, dueAt }: { state: ClarificationState; dueAt: Date | null },
  { answer, answeredById, now }: { answer: string; answeredById: string; now: Date },
) {
  mustBe(state, 'passed', 'answer');
  if (dueAt !== null && now >= dueAt) throw new Refusal({ code: 'term-passed', dueAt });
  return { state: 'answered' as const, answer, answeredById, answeredAt: now };
}

/** How a clarification stands now: what was passed on and not answered in its term is over. */
export const standingOfClarification = (
  { state, dueAt }: { state: ClarificationState; dueAt: Date | null },
  now: Date,
): ClarificationState | 'lapsed' => (state === 'passed' && dueAt !== null && now >= dueAt ? 'lapsed' : state);

function mustBe(state: ClarificationState, wanted: ClarificationState, action: string): void {
  if (state !== wanted) throw new Refusal({ code: 'action-not-allowed', action, state });
}
