import { type FormField, formProblems } from './form.js';
import { judgingRulesFrom, type JudgingRules } from './judging-rules.js';
import { ruleProblems } from '../ranking/rule-problems.js';
import { publicVotesFact, type RankingRule } from '../ranking/ranking-rule.js';
import { type FieldProblem, Refusal } from '../kernel/refusal.js';
import type { StageWindow } from './stage.js';
import { exact } from '../kernel/decimal.js';
import { mustGiveReason } from '../kernel/reason.js';
import { defineWorkflow, next } from '../kernel/workflow.js';

/** Rules §3. The life of a cycle. What is completed or cancelled stays so. */
export const cycleWorkflow = defineWorkflow({
  initial: 'draft',
  actions: {
    announce: { from: ['draft'], to: 'announced' },
    complete: { from: ['announced'], to: 'completed' },
    cancel: { from: ['draft', 'announced'], to: 'cancelled' },
  },
});

export type CycleState = 'draft' | 'announced' | 'completed' | 'cancelled';

export interface CycleFacts {
  now: Date;
  stages: readonly StageWindow[];
  nominations: readonly { title: string; fields: readonly FormField[] | null }[];
  criteria: readonly { id: string; weight: string }[];
  edition: { rankingRule: RankingRule; reviewsPerEntry: number; judgingRules?: Partial<JudgingRules> } | null;
}

/**
 * Rules §3. What is missing before a cycle may be announced: a regulation edition; an intake that still lies ahead or
 * is open, and a review; a cross-review where the edition rules it, and only there; stages whose order agrees with their dates; criteria of which one at least weighs; nominations,
 * each with a form that has no faults and asks for the title; a ranking rule that names criteria of this cycle and asks
 * for no more sheets than are assigned. An empty list means that nothing is missing.
 */
export function cycleProblems(facts: CycleFacts): FieldProblem[] {
  return [
    ...editionProblems(facts),
    ...stageProblems(facts),
    ...criterionProblems(facts),
    ...nominationProblems(facts),
  ];
}

function editionProblems({ edition, criteria }: CycleFacts): FieldProblem[] {
  if (!edition) return [{ pointer: '/edition', rule: 'cycle-no-edition' }];
  const { tieChain, minSheets } = edition.rankingRule;
  const known = new Set(criteria.map(({ id }) => id));
  const unknown = tieChain.some((tie) => tie.kind === 'criterion' && !known.has(tie.id));
  return [
    ...(unknown ? [{ pointer: '/edition/rankingRule/tieChain', rule: 'cycle-tie-unknown' }] : []),
    ...ruleProblems(edition.rankingRule, criteria)
      .filter(({ pointer }) => !pointer.startsWith('/tieChain/'))
      .map((problem) => ({ ...problem, pointer: `/edition/rankingRule${problem.pointer}` })),
    ...(minSheets > edition.reviewsPerEntry
      ? [
          {
            pointer: '/edition/rankingRule/minSheets',
            rule: 'cycle-too-few-reviews',
            values: { min: minSheets, reviews: edition.reviewsPerEntry },
          },
        ]
      : []),
  ];
}

function stageProblems({ stages, now, edition }: CycleFacts): FieldProblem[] {
  const intake = stages.find(({ kind }) => kind === 'intake');
  const problems: FieldProblem[] = [];
  if (!intake) problems.push({ pointer: '/stages', rule: 'cycle-no-intake' });
  else if (intake.closesAt <= now) problems.push({ pointer: '/stages/intake', rule: 'cycle-intake-over' });
  if (!stages.some(({ kind }) => kind === 'review')) problems.push({ pointer: '/stages', rule: 'cycle-no-review' });
  const { reviews } = judgingRulesFrom(edition?.judgingRules).crossReview;
  if (reviews > 0 !== stages.some(({ kind }) => kind === 'cross-review'))
    problems.push({ pointer: '/stages', rule: reviews > 0 ? 'cycle-no-cross-review' : 'cycle-cross-review-unruled' });
  const votes = edition?.rankingRule.indicators?.some(({ fact }) => fact === publicVotesFact) ?? false;
  if (votes && !stages.some(({ kind }) => kind === 'voting'))
    problems.push({ pointer: '/stages', rule: 'cycle-no-voting' });
  stages.forEach((stage, index) => {
    const before = stages[index - 1];
    if (before && stage.opensAt < before.opensAt)
      problems.push({ pointer: `/stages/${stage.kind}`, rule: 'cycle-stage-order' });
  });
  return problems;
}

function criterionProblems({ criteria }: CycleFacts): FieldProblem[] {
  if (criteria.length === 0) return [{ pointer: '/criteria', rule: 'cycle-no-criteria' }];
  return criteria.some(({ weight }) => exact(weight).compare(0) > 0)
    ? []
    : [{ pointer: '/criteria', rule: 'cycle-no-weight' }];
}

function nominationProblems({ nominations }: CycleFacts): FieldProblem[] {
  if (nominations.length === 0) return [{ pointer: '/nominations', rule: 'cycle-no-nominations' }];
  return nominations.flatMap(({ title, fields }, index) => {
    const pointer = `/nominations/${index}`;
    if (!fields || fields.length === 0) return [{ pointer, rule: 'cycle-no-form', values: { title } }];
    const problems = formProblems(fields).length > 0 ? [{ pointer, rule: 'cycle-form-faulty', values: { title } }] : [];
    return fields.some(({ id, required }) => id === 'title' && required)
      ? problems
      : [...problems, { pointer, rule: 'cycle-form-untitled', values: { title } }];
  });
}

/** Rules §3. Whether the rules stand still: from the opening of the intake of an announced cycle on. */
export function rulesFrozenSince(cycle: { state: CycleState }, intake: StageWindow | null, now: Date): Date | null {
  if (cycle.state === 'draft') return null;
  return intake && intake.opensAt <= now ? intake.opensAt : cycle.state === 'announced' ? null : now;
}

/**
 * Rules §3. Once the intake has begun, criteria, quotas, who may enter and how sheets are counted change no more; only
 * a new edition with a reason may change how they are counted. Refuses: `rules-frozen`.
 */
export function mustNotBeFrozen(cycle: { state: CycleState }, intake: StageWindow | null, now: Date): void {
  const since = rulesFrozenSince(cycle, intake, now);
  if (since) throw new Refusal({ code: 'rules-frozen', since });
}

/**
 * Rules §3. Whether half of the intake's term has passed: from then on entrants have relied on the announcement, and the
 * competition is called off, or its rules changed, only by someone who says that this is known (Civil Code, article 1058).
 */
export function isHalfOfIntakePassed(intake: StageWindow | null, now: Date): boolean {
  return intake !== null && now.getTime() * 2 > intake.opensAt.getTime() + intake.closesAt.getTime();
}

/**
 * Rules §3. A competition is called off with a reason that everybody concerned reads; after half of the intake only
 * knowingly. Refuses: `action-not-allowed`, `reason-required`, `half-of-intake-passed`.
 */
export function cancelCycle(
  cycle: { id: string; state: CycleState },
  facts: { reason: string; knowingly: boolean; intake: StageWindow | null; now: Date },
): { changes: { state: CycleState }; events: { type: 'cycle.cancelled'; cycleId: string; reason: string }[] } {
  const state = next(cycleWorkflow, cycle.state, 'cancel');
  const reason = mustGiveReason(facts.reason);
  const late = cycle.state !== 'draft' && isHalfOfIntakePassed(facts.intake, facts.now);
  if (late && !facts.knowingly) throw new Refusal({ code: 'half-of-intake-passed', action: 'cancel' });
  return { changes: { state }, events: [{ type: 'cycle.cancelled', cycleId: cycle.id, reason }] };
}

export const noticeKinds = ['opens', 'closes-in-7-days', 'closes-in-3-days', 'closes-in-1-day', 'closes'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

const dayMs = 24 * 3600_000;
const daysBefore: Record<NoticeKind, number | null> = {
  opens: null,
  closes: 0,
  'closes-in-7-days': 7,
  'closes-in-3-days': 3,
  'closes-in-1-day': 1,
};

/** When each announcement of a stage is due; a stage shorter than a reminder's term has no such reminder. */
export function noticesOf(stage: StageWindow): { kind: NoticeKind; dueAt: Date }[] {
  return noticeKinds
    .map((kind) => {
      const days = daysBefore[kind];
      return { kind, dueAt: days === null ? stage.opensAt : new Date(stage.closesAt.getTime() - days * dayMs) };
    })
    .filter(({ kind, dueAt }) => kind === 'opens' || dueAt > stage.opensAt);
}

/** The reminders of a close that was moved at `movedAt`: those that come after it. */
export const remindersOf = (stage: StageWindow, movedAt: Date): { kind: NoticeKind; dueAt: Date }[] =>
  noticesOf(stage).filter(({ kind, dueAt }) => kind !== 'opens' && kind !== 'closes' && dueAt > movedAt);

/** What becomes of a planned announcement now: told when due, passed over in silence when more than a day late. */
export function noticeFate(notice: { dueAt: Date; announcedAt: Date | null }, now: Date): 'wait' | 'tell' | 'silence' {
  if (notice.announcedAt || notice.dueAt > now) return 'wait';
  return now.getTime() - notice.dueAt.getTime() > dayMs ? 'silence' : 'tell';
}
