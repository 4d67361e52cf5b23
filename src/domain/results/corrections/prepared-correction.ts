import { hasPoints } from '../../ranking/criterion-kind.js';
import Fraction from 'fraction.js';
import { decimalFrom, exact } from '../../kernel/decimal.js';
import type { AppealOutcome } from '../appeals/appeal.js';
import { mustBeOnScale, type ScaledCriterion } from '../../judging/score-sheet.js';
import { correctedSheets } from '../../ranking/corrected-sheets.js';
import type { CorrectionChange, CountedCorrection } from '../../ranking/input.js';
import type { Ranking, RankingInput } from '../../ranking/rank-entries.js';
import { Refusal, type FieldProblem } from '../../kernel/refusal.js';
import { mustGiveReason } from '../../kernel/reason.js';

export interface CorrectionFacts {
  /** What the ranking counts now, earlier corrections included. */
  input: RankingInput;
  criteria: readonly ScaledCriterion[];
}

/**
 * Rules §18. What somebody wants to set right, as it can be counted: with a ground, of entries, sheets and criteria that the
 * ranking has. What would change nothing falls away. Commas are read as points.
 * Refuses: `reason-required`, `score-off-scale`, `invalid-input` for what is not in the ranking and where nothing is left.
 */
export function prepareCorrection(
  draft: { ground: string; changes: readonly CorrectionChange[] },
  facts: CorrectionFacts,
): { ground: string; changes: CorrectionChange[] } {
  const ground = mustGiveReason(draft.ground);
  const { sheets, leftOut } = correctedSheets(facts.input);
  const scores = new Map(sheets.map((sheet) => [`${sheet.entryId} ${sheet.expertId}`, sheet.scores]));
  const entries = new Set(facts.input.entries.map(({ id }) => id));
  const problems: FieldProblem[] = [];
  const changes = draft.changes.flatMap((change, index): CorrectionChange[] => {
    const faultAt = (what: string, rule = 'not-offered') => {
      problems.push({ pointer: `/changes/${index}/${what}`, rule });
      return [];
    };
    if (!entries.has(change.entryId)) return faultAt('entryId');
    if (change.kind === 'entry-left-out') return leftOut.has(change.entryId) ? [] : [change];
    if (change.kind === 'points') {
      const points = decimalFrom(change.points.trim());
      if (points === null) return faultAt('points', 'not-a-number');
      return exact(points).equals(0) ? [] : [{ ...change, points }];
    }
    const given = scores.get(`${change.entryId} ${change.expertId}`);
    if (!given) return faultAt('expertId');
    if (change.kind === 'sheet-left-out') return [change];
    const criterion = facts.criteria.find(({ id }) => id === change.criterionId);
    if (!criterion || !hasPoints(criterion.kind)) return faultAt('criterionId');
    const to = decimalFrom(change.to.trim()) ?? change.to;
    mustBeOnScale(to, criterion);
    return Object.hasOwn(given, criterion.id) && exact(given[criterion.id]!).equals(exact(to))
      ? []
      : [{ ...change, to }];
  });
  if (problems.length === 0 && changes.length === 0) problems.push({ pointer: '/changes', rule: 'required' });
  if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
  return { ground, changes };
}

/** Rules §18. What would be counted with a prepared correction: the inputs of the ranking with it behind the others. */
export function withPrepared(input: RankingInput, { id, ground, changes }: CountedCorrection): RankingInput {
  return { ...input, corrections: [...(input.corrections ?? []), { id, ground, changes }] };
}

/** How an entry stands in a ranking. */
export interface Stand {
  place: { from: number; to: number };
  total: string;
  totalShown: string;
}

/** An entry of which another ranking says something else; `null` where it has no place. */
export interface StandChange {
  entryId: string;
  registerNumber: string;
  before: Stand | null;
  after: Stand | null;
}

/**
 * Rules §18. The entries whose place or total another ranking changes, in the order of the new one; those that have a place
 * in neither are left out.
 */
export function rankingChange(before: Ranking, after: Ranking): StandChange[] {
  const stands = (ranking: Ranking) =>
    new Map(
      ranking.rows.map(({ entryId, place, total, totalShown }) => [entryId, { place, total, totalShown }] as const),
    );
  const [had, has] = [stands(before), stands(after)];
  const all = [...after.rows, ...before.rows.filter(({ entryId }) => !has.has(entryId))];
  return all.flatMap(({ entryId, registerNumber }): StandChange[] => {
    const [old, now] = [had.get(entryId) ?? null, has.get(entryId) ?? null];
    const same = old?.total === now?.total && old?.place.from === now?.place.from && old?.place.to === now?.place.to;
    return same ? [] : [{ entryId, registerNumber, before: old, after: now }];
  });
}

/**
 * Rules §18. Whether a correction does for the entry what the appeal was decided to: more points or a place that it did not
 * have, or the opposite. An appeal that left the result unchanged asks for no correction.
 */
export function answersAppeal(outcome: AppealOutcome, change: StandChange | undefined): boolean {
  if (outcome === 'unchanged' || !change) return false;
  const { before, after } = change;
  const rise =
    before && after ? new Fraction(after.total).compare(new Fraction(before.total)) : Number(!before) - Number(!after);
  return outcome === 'raised' ? rise > 0 : rise < 0;
}

/**
 * Rules §18. A person approves a prepared correction once, as it was shown. Refuses: `ranking-changed` where something else
 * would be counted now than was read, `same-approver`.
 */
export function approveCorrection(
  facts: { userId: string; hashRead: string; nomination: string },
  prepared: { hash: string; approvals: readonly { userId: string }[] },
): { applies: boolean } {
  if (facts.hashRead !== prepared.hash) throw new Refusal({ code: 'ranking-changed', nomination: facts.nomination });
  if (prepared.approvals.some(({ userId }) => userId === facts.userId)) throw new Refusal({ code: 'same-approver' });
  return { applies: prepared.approvals.length + 1 >= 2 };
}
