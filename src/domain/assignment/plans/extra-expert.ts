import { addExpert } from './adjust-plan.js';
import type { AssignedPair, Infeasible, PlanProblem } from '../problem/problem.js';
import { affinityIn } from '../problem/worth.js';

/** Steps of affinity are whole; loads decide only between experts who fit equally well. */
const STEP = 10_000;

/**
 * Rules §8. The expert who is asked because the others differed too much: not one of those who judged or stepped back, free
 * of conflicts, with room; of these the one who fits best, and among equals the least loaded, then the one whom the seed
 * chooses. Where there is none, why.
 */
export function extraExpert(
  problem: PlanProblem,
  standing: readonly AssignedPair[],
  entryId: string,
): { expertId: string; infeasible: null } | { expertId: null; infeasible: Infeasible } {
  const loads = new Map<string, number>();
  for (const pair of standing) loads.set(pair.expertId, (loads.get(pair.expertId) ?? 0) + 1);
  const own = standing.filter((pair) => pair.entryId === entryId);
  const isOwn = (expertId: string) => own.some((pair) => pair.expertId === expertId);
  const worth = affinityIn(problem);
  const narrow: PlanProblem = {
    ...problem,
    entries: problem.entries.filter(({ id }) => id === entryId),
    experts: problem.experts.map((expert) => {
      const elsewhere = (loads.get(expert.id) ?? 0) - Number(isOwn(expert.id));
      return { ...expert, min: 0, max: Math.max(0, expert.max - elsewhere) };
    }),
    conflicts: problem.conflicts.filter(({ submissionId }) => submissionId === entryId),
    affinity: problem.experts.map(({ id }) => [entryId, id, worth(entryId, id) * STEP - (loads.get(id) ?? 0)] as const),
    fixed: [],
    forbidden: problem.forbidden.filter((pair) => pair.entryId === entryId),
    mode: 'match',
  };
  return addExpert(narrow, own, { entryId });
}
