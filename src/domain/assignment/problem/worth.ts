import type { AssignedPair, Affinity, AffinityPair, PlanProblem } from './problem.js';
import { scaleOf, wholeOf } from './scale.js';

/** Every number among the affinities, at least once. */
export function* valuesOf(affinity: Affinity): Generator<number> {
  if (affinity instanceof Float64Array) yield* affinity;
  else if ('rows' in affinity) for (const row of affinity.rows) yield* row;
  for (const [, , value] of affinityPairs(affinity)) yield value;
}

/** The affinities of an entry, by its place in the problem, in the order of experts; `null` where only pairs are given. */
export function affinityRows(affinity: Affinity, width: number): ((entry: number) => Float64Array) | null {
  if (affinity instanceof Float64Array) return (entry) => affinity.subarray(entry * width, (entry + 1) * width);
  if (!('rows' in affinity)) return null;
  return (entry) => affinity.rows[affinity.kindOf[entry]!]!;
}

/** The pairs that are given one by one; they go before rows. */
export function affinityPairs(affinity: Affinity): readonly AffinityPair[] {
  if (affinity instanceof Float64Array) return [];
  return 'rows' in affinity ? affinity.others : affinity;
}

/** The affinity of any pair of the problem, 0 where none is given. */
export function affinityIn(problem: PlanProblem): (entryId: string, expertId: string) => number {
  const known = new Map<string, Map<string, number>>();
  for (const [entryId, expertId, value] of affinityPairs(problem.affinity)) {
    const ofEntry = known.get(entryId) ?? new Map<string, number>();
    known.set(entryId, ofEntry.set(expertId, value));
  }
  const single = (entryId: string, expertId: string) => known.get(entryId)?.get(expertId);
  const rowAt = affinityRows(problem.affinity, problem.experts.length);
  if (!rowAt) return (entryId, expertId) => single(entryId, expertId) ?? 0;
  const entries = new Map(problem.entries.map(({ id }, index) => [id, index]));
  const experts = new Map(problem.experts.map(({ id }, index) => [id, index]));
  return (entryId, expertId) => {
    const [entry, expert] = [entries.get(entryId), experts.get(expertId)];
    if (entry === undefined || expert === undefined) return 0;
    return single(entryId, expertId) ?? rowAt(entry)[expert]!;
  };
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
