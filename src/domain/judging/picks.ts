import { decimalFrom, exact } from '../kernel/decimal.js';
import type { Scores } from './score-sheet.js';
import { type CriterionKind, pickOf } from '../ranking/criterion-kind.js';
import { Refusal, type RefusalDetail } from '../kernel/refusal.js';

/** What an expert gave to another of the own entries of the same nomination. */
export interface PickedEntry {
  registerNumber: string;
  scores: Scores;
}

interface PickCriterion {
  id: string;
  title?: string;
  kind?: CriterionKind;
}

type PickProblem = RefusalDetail & { code: 'place-taken' | 'votes-spent' };

/** Rules §9. The points of a place, from 1: of ten places the first gives 10 and the tenth 1. */
export const pointsOfPlace = (place: number, top: number): string => String(top + 1 - place);

/** Rules §9. The place that the points stand for; null for an entry that stands on none of them, or no such points. */
export function placeOf(points: string | undefined, top: number): number | null {
  const given = Number(points);
  return Number.isInteger(given) && given >= 1 && given <= top ? top + 1 - given : null;
}

/** What was given for the criterion; null for nothing, for 0, and for what is no number: that is another fault. */
function givenOf(scores: Scores, id: string): string | null {
  const given = Object.hasOwn(scores, id) ? decimalFrom(scores[id]!) : null;
  return given === null || exact(given).equals(0) ? null : given;
}

/**
 * Rules §9. Why a sheet does not go together with the expert's others of the nomination: a place that another entry has,
 * or one vote more than there are. In the order of the criteria.
 */
export function pickProblems(
  scores: Scores,
  others: readonly PickedEntry[],
  criteria: readonly PickCriterion[],
): PickProblem[] {
  return criteria.flatMap(({ id, title = id, kind }): PickProblem[] => {
    const pick = pickOf(kind);
    const given = pick && givenOf(scores, id);
    if (!pick || given === null) return [];
    const same = others.filter((other) => {
      const theirs = givenOf(other.scores, id);
      return theirs !== null && exact(theirs).equals(exact(given));
    });
    if (pick.kind === 'rank') {
      const place = placeOf(given, pick.top);
      const [holder] = same;
      return holder && place
        ? [{ code: 'place-taken', criterion: id, title, place, entry: holder.registerNumber }]
        : [];
    }
    const { most } = pick;
    return most !== null && same.length >= most ? [{ code: 'votes-spent', criterion: id, title, most }] : [];
  });
}

/** Rules §9. Refuses with the first of `pickProblems`: `place-taken`, `votes-spent`. */
export function mustGoTogether(
  scores: Scores,
  others: readonly PickedEntry[],
  criteria: readonly PickCriterion[],
): void {
  const [problem] = pickProblems(scores, others, criteria);
  if (problem) throw new Refusal(problem);
}
