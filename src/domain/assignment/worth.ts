import type { AssignedPair } from './assign-experts.js';
import type { PlanProblem } from './plan-problem.js';
import { scaleOf, wholeOf } from './scale.js';

/** The affinity of any pair of the problem, 0 where none is given. */
export function affinityIn(problem: PlanProblem): (entryId: string, expertId: string) => number {
  const { affinity } = problem;
  if (affinity instanceof Float64Array) {
    const rows = new Map(problem.entries.map(({ id }, row) => [id, row * problem.experts.length]));
    const columns = new Map(problem.experts.map(({ id }, column) => [id, column]));
    return (entryId, expertId) => affinity[(rows.get(entryId) ?? NaN) + (columns.get(expertId) ?? NaN)] ?? 0;
  }
  const known = new Map<string, Map<string, number>>();
  for (const [entryId, expertId, value] of affinity) {
    const ofEntry = known.get(entryId) ?? new Map<string, number>();
    known.set(entryId, ofEntry.set(expertId, value));
  }
  return (entryId, expertId) => known.get(entryId)?.get(expertId) ?? 0;
}

/** The sum of the pairs' affinities, added as decimals: 0.1 + 0.2 is 0.3. */
export function objectiveOf(problem: PlanProblem, pairs: readonly AssignedPair[]): number {
  const affinityOf = affinityIn(problem);
  return decimalSum(pairs.map(({ entryId, expertId }) => affinityOf(entryId, expertId)));
}

/** The sum in the least power of ten that makes all terms whole, so that no order of addition shows in it. */
export function decimalSum(values: readonly number[]): number {
  const { scale, isExact } = scaleOf(values, values.length);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, value) => total + value, 0);
  return isExact ? sum(values.map((value) => wholeOf(value, scale))) / scale : sum(values);
}
