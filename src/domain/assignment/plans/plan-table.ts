import type { RowProblem } from '../../kernel/refusal.js';
import type { AssignedPair, PlanProblem } from '../problem/problem.js';
import { exclusionRule } from '../problem/exclusion.js';

/** A row of a plan as people see it: the register number of the entry, the address of the expert. */
export interface PlanRow {
  entry: string;
  expert: string;
}

/** How entries and experts are called outside; every one of the problem has a name. */
export interface PlanNames {
  entries: ReadonlyMap<string, string>;
  experts: ReadonlyMap<string, string>;
}

/** The pairs as rows, in the order of the pairs. `names` lead from ids to numbers and addresses. */
export function rowsOfPlan(pairs: readonly AssignedPair[], names: PlanNames): PlanRow[] {
  return pairs.map(({ entryId, expertId }) => ({
    entry: names.entries.get(entryId) ?? entryId,
    expert: names.experts.get(expertId) ?? expertId,
  }));
}

/**
 * Rules §8. The pairs of a table that people changed, and every row that cannot be taken: an entry that is not admitted,
 * an expert not on the jury, a pair that stands twice, a pair in conflict, locked out or of another panel. Rows count
 * from 1 with the heading as row 1. Addresses are compared without regard to capitals. Whether the pairs that are left
 * make a plan is asked of `planFaults`.
 */
export function pairsOfRows(
  problem: PlanProblem,
  rows: readonly PlanRow[],
  names: PlanNames,
): { pairs: AssignedPair[]; problems: RowProblem[] } {
  const entryIds = new Map([...names.entries].map(([id, name]) => [name, id]));
  const expertIds = new Map([...names.experts].map(([id, name]) => [name.toLowerCase(), id]));
  const entries = new Map(problem.entries.map((entry) => [entry.id, entry]));
  const experts = new Map(problem.experts.map((expert) => [expert.id, expert]));
  const exclusionOf = exclusionRule(problem);
  const pairs: AssignedPair[] = [];
  const seen = new Set<string>();
  const problems = rows.flatMap((cells, index): RowProblem[] => {
    const row = index + 2;
    const entry = entries.get(entryIds.get(cells.entry.trim()) ?? '');
    const expert = experts.get(expertIds.get(cells.expert.trim().toLowerCase()) ?? '');
    if (!entry) return [{ row, column: 'entry', rule: 'entry-not-admitted' }];
    if (!expert) return [{ row, column: 'expert', rule: 'not-on-jury' }];
    const key = JSON.stringify([entry.id, expert.id]);
    if (seen.has(key)) return [{ row, column: 'expert', rule: 'duplicate' }];
    seen.add(key);
    const exclusion = exclusionOf(entry, expert);
    if (exclusion?.code === 'conflict') return [{ row, column: 'expert', rule: 'conflict-of-interest' }];
    if (exclusion) return [{ row, column: 'expert', rule: 'pair-excluded' }];
    pairs.push({ entryId: entry.id, expertId: expert.id });
    return [];
  });
  return { pairs, problems };
}
