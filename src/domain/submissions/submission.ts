import type { Decision } from '../kernel/decision.js';
import type { OrganisationKind } from '../accounts/organisation.js';
import { type ProductionCalendar, returnDueAt, type WorkingDayRule } from '../cycles/production-calendar.js';
import { type FieldProblem, Refusal } from '../kernel/refusal.js';
import { isOpen, mustBeOpen, type StageWindow } from '../cycles/stage.js';
import { withinGrace, type GracedWindow } from './grace.js';
import { availableActions, defineWorkflow, next } from '../kernel/workflow.js';
import { mustGiveReason } from '../kernel/reason.js';
import type { FormField } from '../cycles/form.js';
import { reasonToAdmit } from './checklist.js';
import type { ChecklistItem } from '../cycles/screening-rules.js';
import { openFieldsFrom } from './open-fields.js';
import { mustFitQuota, type QuotaFacts } from './region-quota.js';

/**
 * Rules §4. The life of an entry. Submitting again until the close makes a new revision; what was rejected or
 * withdrawn stays so.
 */
export const submissionWorkflow = defineWorkflow({
  initial: 'draft',
  actions: {
    submit: { from: ['draft', 'submitted', 'returned'], to: 'submitted' },
    return: { from: ['submitted'], to: 'returned' },
    extend: { from: ['returned'], to: 'returned' },
    admit: { from: ['submitted', 'returned'], to: 'admitted' },
    reject: { from: ['submitted', 'returned'], to: 'rejected' },
    withdraw: { from: ['draft', 'submitted', 'returned', 'admitted'], to: 'withdrawn' },
    standDown: { from: ['admitted'], to: 'withdrawn' },
  },
});

export type SubmissionState = 'draft' | 'submitted' | 'returned' | 'admitted' | 'rejected' | 'withdrawn';

/** An entry, as far as the rules look at it. */
export interface Submission {
  id: string;
  state: SubmissionState;
  registerNumber: string | null;
  /** How many times it was submitted. */
  revisions: number;
  submittedAt: Date | null;
  firstSubmittedAt: Date | null;
  screenedAt: Date | null;
  screenedById: string | null;
  reason: string;
  dueAt: Date | null;
  /** The fields that its people may change while it is returned; null where all are open. */
  openFields: string[] | null;
  withdrawnAt: Date | null;
}

export interface SubmitFacts extends QuotaFacts {
  now: Date;
  timeZone: string;
  intake: GracedWindow | null;
  organisationKind: OrganisationKind;
  /** Empty: every kind may enter. */
  allowedKinds: readonly OrganisationKind[];
  /** What `validateAnswers` finds in complete answers. */
  problems: readonly FieldProblem[];
  /** The number that the entry gets if it has none; see `registerNumber`. */
  registerNumber: string;
}

/**
 * Rules §4.1–4.3. An entry is submitted while the intake is open; a returned one until its own term, which never ends
 * after the intake. A region may hold at most `quota` entries in play per nomination. The first submission gives the
 * register number, each one a revision.
 * Refuses: `action-not-allowed`, `stage-closed`, `kind-not-allowed`, `quota-reached`, `entry-incomplete`.
 */
export function submit(entry: Submission, facts: SubmitFacts): Decision<Submission> {
  const state = next(submissionWorkflow, entry.state, 'submit');
  mustBeTaken(entry, facts);
  if (facts.allowedKinds.length && !facts.allowedKinds.includes(facts.organisationKind))
    throw new Refusal({ code: 'kind-not-allowed', kind: facts.organisationKind, allowed: [...facts.allowedKinds] });
  mustFitQuota(facts);
  if (facts.problems.length) throw new Refusal({ code: 'entry-incomplete', problems: [...facts.problems] });
  return {
    changes: {
      state,
      registerNumber: entry.registerNumber ?? facts.registerNumber,
      revisions: entry.revisions + 1,
      submittedAt: facts.now,
      firstSubmittedAt: entry.firstSubmittedAt ?? facts.now,
      dueAt: null,
      openFields: null,
      reason: '',
    },
    events: [{ type: 'submission.submitted', submissionId: entry.id, revision: entry.revisions + 1 }],
  };
}

/** The close after which a sending comes that counts by the grace; null of one that is in time, or late. */
export function graceOf(entry: Submission, intake: GracedWindow | null, now: Date): Date | null {
  const window = windowFor(entry, intake);
  return window && withinGrace(window, now) ? window.closesAt : null;
}

/** A refusal names the announced close, never the grace. */
function mustBeTaken(
  entry: Submission,
  { intake, now, timeZone }: { intake: GracedWindow | null; now: Date; timeZone: string },
): void {
  if (graceOf(entry, intake, now) === null) mustBeOpen(windowFor(entry, intake), 'intake', now, timeZone);
}

/** The intake as this entry has it: a returned one has until its own term. */
function windowFor(entry: Submission, intake: GracedWindow | null): GracedWindow | null {
  if (!intake || entry.state !== 'returned' || !entry.dueAt) return intake;
  return { ...intake, closesAt: entry.dueAt < intake.closesAt ? entry.dueAt : intake.closesAt };
}

/**
 * The instant until which the entrant may still change and submit the entry: the intake's end, or the return's own term. Null
 * where nothing may be changed any more, or not yet.
 */
export function deadlineOf(entry: Submission, intake: StageWindow | null, now: Date): Date | null {
  return isEditable(entry, intake, now) ? windowFor(entry, intake)!.closesAt : null;
}

/** Rules §1. The time of an entry is extended as long as it can still be submitted. */
export const isExtendable = (state: string): boolean => ['draft', 'submitted', 'returned'].includes(state);

/** Whether a returned entry was not submitted again in its term. */
export function isReturnLapsed(entry: Pick<Submission, 'state' | 'dueAt'>, now: Date): boolean {
  return entry.state === 'returned' && entry.dueAt !== null && entry.dueAt <= now;
}

export interface ScreeningFacts {
  now: Date;
  timeZone: string;
  screening: StageWindow | null;
  screenedById: string;
}

export interface ReturnFacts extends ScreeningFacts {
  reason: string;
  intake: StageWindow | null;
  workingDays: number;
  calendar: ProductionCalendar;
  workingDayRule?: WorkingDayRule;
}

/** What whoever returns an entry leaves open: some of the form's fields, or with none chosen all. */
export interface OpenedByReturn {
  fields: readonly FormField[];
  open: readonly string[];
}

export type ScreeningVerb = 'admit' | 'return' | 'extend' | 'reject';

/** What can be done about a received entry now, and otherwise why nothing can. */
export interface ScreeningChoice {
  verbs: ScreeningVerb[];
  why: 'ahead' | 'closed' | 'with-entrant' | 'admitted' | 'rejected' | 'withdrawn' | 'draft' | null;
}

/**
 * Rules §5. While the screening is open a submitted entry is admitted, returned or rejected; a returned one waits for its
 * people until its term, and from then on is admitted as it stands, rejected, or given more time. Nothing is returned and no
 * term is moved after the intake.
 */
export function screeningChoice(
  entry: Pick<Submission, 'state' | 'dueAt'>,
  { screening, intake, now }: { screening: StageWindow | null; intake: StageWindow | null; now: Date },
): ScreeningChoice {
  const { state } = entry;
  if (state !== 'submitted' && state !== 'returned') return { verbs: [], why: state };
  if (!screening || !isOpen(screening, now))
    return { verbs: [], why: screening && now < screening.opensAt ? 'ahead' : 'closed' };
  const isIntakeOpen = intake !== null && isOpen(intake, now);
  if (state === 'submitted')
    return { verbs: isIntakeOpen ? ['admit', 'return', 'reject'] : ['admit', 'reject'], why: null };
  if (!isReturnLapsed(entry, now)) return { verbs: [], why: 'with-entrant' };
  return { verbs: isIntakeOpen ? ['admit', 'extend', 'reject'] : ['admit', 'reject'], why: null };
}

/**
 * Rules §5. A non-conforming entry is returned for revision, with a reason, for so many working days, but no longer
 * than the intake lasts: after its close nothing is returned any more. Its people change the fields that are left open.
 * Refuses: `action-not-allowed`, `stage-closed` (screening or intake), `reason-required`, `calendar-missing`, `invalid-input`.
 */
export function returnForRevision(entry: Submission, facts: ReturnFacts & OpenedByReturn): Decision<Submission> {
  const screened = screen(entry, facts, 'return');
  const intake = mustBeOpen(facts.intake, 'intake', facts.now, facts.timeZone);
  return {
    changes: {
      ...screened,
      reason: mustGiveReason(facts.reason),
      dueAt: termOf(facts, intake),
      openFields: openFieldsFrom(facts.fields, facts.open),
    },
    events: [{ type: 'submission.returned', submissionId: entry.id }],
  };
}

/**
 * Rules §5. A returned entry whose term passed gets a new one, as long as the first and counted from now, never past the intake's
 * end: pressed in two windows it is given once. The same fields stay open.
 * Refuses: `action-not-allowed`, `stage-closed` (screening or intake), `reason-required`, `calendar-missing`.
 */
export function extendReturn(entry: Submission, facts: ReturnFacts): Decision<Submission> {
  next(submissionWorkflow, entry.state, 'extend');
  mustBeLapsed(entry, 'extend', facts.now);
  mustBeOpen(facts.screening, 'screening', facts.now, facts.timeZone);
  const intake = mustBeOpen(facts.intake, 'intake', facts.now, facts.timeZone);
  return {
    changes: { reason: mustGiveReason(facts.reason), dueAt: termOf(facts, intake) },
    events: [{ type: 'submission.returned', submissionId: entry.id }],
  };
}

const termOf = (facts: ReturnFacts, intake: StageWindow): Date =>
  returnDueAt({
    returnedAt: facts.now,
    stageClosesAt: intake.closesAt,
    timeZone: facts.timeZone,
    calendar: facts.calendar,
    workingDays: facts.workingDays,
    rule: facts.workingDayRule,
  });

/**
 * Rules §5. A conforming entry is admitted; one in which an item of the checklist does not fit, with a reason.
 * Refuses: `action-not-allowed`, `stage-closed`, `reason-required`.
 */
export function admit(
  entry: Submission,
  { reason = '', failing = [], ...facts }: ScreeningFacts & { reason?: string; failing?: readonly ChecklistItem[] },
): Decision<Submission> {
  return {
    changes: { ...screen(entry, facts, 'admit'), reason: reasonToAdmit(reason, failing) },
    events: [{ type: 'submission.admitted', submissionId: entry.id }],
  };
}

/**
 * Rules §5. An entry that cannot be mended is rejected on a stated ground and stays in the register.
 * Refuses: `action-not-allowed`, `stage-closed`, `reason-required`.
 */
export function reject(entry: Submission, facts: ScreeningFacts & { reason: string }): Decision<Submission> {
  return {
    changes: { ...screen(entry, facts, 'reject'), reason: mustGiveReason(facts.reason) },
    events: [{ type: 'submission.rejected', submissionId: entry.id }],
  };
}

function screen(entry: Submission, facts: ScreeningFacts, verb: 'return' | 'admit' | 'reject'): Partial<Submission> {
  const state = next(submissionWorkflow, entry.state, verb);
  mustBeLapsed(entry, verb, facts.now);
  mustBeOpen(facts.screening, 'screening', facts.now, facts.timeZone);
  return { state, screenedAt: facts.now, screenedById: facts.screenedById, dueAt: null, openFields: null };
}

/** Until its term a returned entry is its people's. */
function mustBeLapsed(entry: Submission, action: ScreeningVerb, now: Date): void {
  if (entry.state === 'returned' && !isReturnLapsed(entry, now))
    throw new Refusal({ code: 'action-not-allowed', action, state: entry.state });
}

export interface WithdrawFacts {
  now: Date;
  timeZone: string;
  intake: StageWindow | null;
  reason: string;
}

/**
 * Rules §4.4. The entrant may withdraw until the intake closes, without giving a reason; a draft, which was never sent,
 * at any time. Refuses: `action-not-allowed`, `stage-closed`.
 */
export function withdraw(entry: Submission, facts: WithdrawFacts): Decision<Submission> {
  const state = next(submissionWorkflow, entry.state, 'withdraw');
  if (entry.state !== 'draft') mustBeOpen(facts.intake, 'intake', facts.now, facts.timeZone);
  return {
    changes: { state, withdrawnAt: facts.now, dueAt: null, openFields: null, reason: facts.reason.trim() },
    events: [{ type: 'submission.withdrawn', submissionId: entry.id }],
  };
}

/** Whether {@link withdraw} is not refused: a button for it is shown then. */
export const isWithdrawable = (entry: Submission, intake: StageWindow | null, now: Date): boolean =>
  availableActions(submissionWorkflow, entry.state).includes('withdraw') &&
  (entry.state === 'draft' || (intake !== null && isOpen(intake, now)));

/**
 * Rules §12. An entry that was chosen may be withdrawn after all: those who run the competition record the entrant's word
 * with the reason. Refuses: `action-not-allowed` for an entry that is not admitted or was not chosen, `reason-required`.
 */
export function standDown(
  entry: Submission,
  facts: { now: Date; reason: string; isChosen: boolean },
): Decision<Submission> {
  mustBeToStandDown(entry, facts.isChosen);
  return {
    changes: {
      state: next(submissionWorkflow, entry.state, 'standDown'),
      withdrawnAt: facts.now,
      reason: mustGiveReason(facts.reason),
    },
    events: [],
  };
}

/** Refuses an entry that {@link standDown} is not for: `action-not-allowed`. */
export function mustBeToStandDown(entry: Submission, isChosen: boolean): void {
  next(submissionWorkflow, entry.state, 'standDown');
  if (!isChosen) throw new Refusal({ code: 'action-not-allowed', action: 'standDown', state: entry.state });
}

/** Whether the entrant may still change the answers: in a draft, a returned or a submitted entry, in its term. */
export function isEditable(entry: Submission, intake: GracedWindow | null, now: Date): boolean {
  const window = windowFor(entry, intake);
  const canSubmit = availableActions(submissionWorkflow, entry.state).includes('submit');
  return canSubmit && window !== null && (isOpen(window, now) || withinGrace(window, now));
}

/**
 * Refuses what {@link isEditable} denies: `action-not-allowed` where the state is not one to write in, `stage-closed` with the
 * entry's own window where its time is over or has not come.
 */
export function mustBeEditable(
  entry: Submission,
  { action, intake, now, timeZone }: { action: string; intake: GracedWindow | null; now: Date; timeZone: string },
): void {
  if (!availableActions(submissionWorkflow, entry.state).includes('submit'))
    throw new Refusal({ code: 'action-not-allowed', action, state: entry.state });
  mustBeTaken(entry, { intake, now, timeZone });
}
