import type { Decision } from '../../domain/kernel/decision.js';
import { saveScores, type SheetFacts, unremarked, unscored } from '../../domain/judging/score-sheet.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { compareText } from '../../domain/kernel/seeded.js';
import { newId } from '../../platform/ids.js';
import { Evaluation } from '../sheets/evaluation.entity.js';
import type { HeldSheet } from '../sheets/sheets.queries.js';
import type { SheetRules } from '../sheets/sheet-rules.queries.js';
import { SheetInput } from '../sheets/sheet-form.js';

/** A sheet that nothing was written on yet. */
export function begun({ held, now }: { held: HeldSheet; now: Date }): Evaluation {
  const values = {
    id: newId(),
    assignmentId: held.assignmentId,
    revisionId: held.revisionId,
    state: 'draft' as const,
    scores: {},
    cannotJudge: [],
    remarks: {},
    note: '',
    reason: '',
    createdAt: now,
    savedAt: now,
    submittedAt: null,
    version: 0,
  };
  return Object.assign(new Evaluation(), values);
}

/** What of the input is kept: points and remarks of known criteria, and the private note. */
export function written(sheet: Evaluation, input: SheetInput, facts: SheetFacts): Decision<Evaluation> {
  const { changes, events } = saveScores(sheet, input.scores, facts, input.cannotJudge);
  const known = new Set(facts.criteria.map(({ id }) => id));
  const remarks = Object.fromEntries(
    Object.entries(input.remarks).filter(([id, text]) => known.has(id) && text.trim()),
  );
  return { changes: { ...changes, remarks, note: input.note }, events };
}

/** Whether the sheet could be submitted as it is. */
export function isComplete(
  sheet: Evaluation,
  { criteria, cannotJudge, judging }: Pick<SheetRules, 'criteria' | 'cannotJudge' | 'judging'>,
): boolean {
  const declared = cannotJudge === 'refuse' ? [] : sheet.cannotJudge;
  return (
    unscored(sheet.scores, criteria, declared).length === 0 &&
    unremarked(sheet, { criteria, remarks: judging.sheet }).length === 0
  );
}

/** Saved since by another window. The same once more, as a page sends it that is being left, changes nothing. */
export function isStale(sheet: Evaluation, input: SheetInput): boolean {
  if (sheet.state !== 'draft' || sheet.version === input.version) return false;
  const told = ({ scores, cannotJudge = [], remarks, note }: Omit<SheetInput, 'version'>) =>
    JSON.stringify([said(scores), [...cannotJudge].sort(compareText), said(remarks), note]);
  return told(sheet) !== told(input);
}

const said = (values: Record<string, string>): [string, string][] =>
  Object.entries(values)
    .filter(([, value]) => value.trim())
    .sort(([a], [b]) => compareText(a, b));

export function stale(sheet: Evaluation, input: SheetInput): Refusal {
  const theirs = { scores: sheet.scores, cannotJudge: sheet.cannotJudge, remarks: sheet.remarks, note: sheet.note };
  const { version: _began, ...yours } = input;
  return new Refusal({
    code: 'stale-edit',
    yours,
    theirs,
    version: sheet.version,
    changedBy: null,
    changedAt: sheet.savedAt,
  });
}
