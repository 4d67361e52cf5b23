import type { AssignedPair, Infeasible, PlanProblem } from '../problem/problem.js';
import { extraExpert } from './extra-expert.js';

/** An entry for which nobody could be found, and why. */
export interface StillVacant {
  entryId: string;
  infeasible: Infeasible;
}

/**
 * Rules §17. When an expert steps back or leaves, each entry that is one short gets one other expert: of those who have room
 * and no conflict, nobody who judges it or judged it before, the one who fits best. An entry named twice gets two. Entries
 * are taken in the order given, and each sees what the ones before it took; nothing else of the plan moves.
 */
export function fillVacancies(
  problem: PlanProblem,
  standing: readonly AssignedPair[],
  entryIds: readonly string[],
): { pairs: AssignedPair[]; vacant: StillVacant[] } {
  const pairs: AssignedPair[] = [];
  const vacant: StillVacant[] = [];
  for (const entryId of entryIds) {
    const { expertId, infeasible } = extraExpert(problem, [...standing, ...pairs], entryId);
    if (expertId) pairs.push({ entryId, expertId });
    else vacant.push({ entryId, infeasible: infeasible! });
  }
  return { pairs, vacant };
}
