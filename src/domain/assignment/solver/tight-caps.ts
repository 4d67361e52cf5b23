import { type Cap, capsOf } from '../problem/caps.js';
import { FIXED, FREE, type Grid } from './grid.js';
import { type Infeasible, type PlanProblem, reviewsOf } from '../problem/problem.js';

/** The first entry that has experts enough, but not of enough different regions or organisations. */
export function brokenCaps(problem: PlanProblem, grid: Grid): Infeasible | null {
  for (const cap of capsOf(problem))
    for (let row = 0; row < grid.entries.length; row += 1) {
      const { usable, available, isOver } = countUnderCap(grid, row, cap);
      const needed = grid.need[row]! + fixedIn(grid, row);
      if (available >= needed && !isOver) continue;
      return {
        reason: 'caps-too-tight',
        entries: [grid.entries[row]!.id],
        experts: usable,
        panel: grid.entries[row]!.panel ?? null,
        needed,
        available,
        helps: [{ kind: 'higher-cap', of: cap.kind }],
      };
    }
  return null;
}

function fixedIn({ cells, width }: Grid, row: number): number {
  return cells.subarray(row * width, (row + 1) * width).filter((cell) => cell === FIXED).length;
}

function countUnderCap({ experts, cells, width, max }: Grid, row: number, { groupOf, most }: Cap) {
  const usable: string[] = [];
  const sizes = new Map<string, { fixed: number; all: number }>();
  let available = 0;
  experts.forEach((expert, column) => {
    const cell = cells[row * width + column];
    if (cell !== FIXED && (cell !== FREE || max[column]! <= 0)) return;
    usable.push(expert.id);
    const group = groupOf(expert);
    if (group === null) {
      available += 1;
      return;
    }
    const size = sizes.get(group) ?? { fixed: 0, all: 0 };
    sizes.set(group, { fixed: size.fixed + (cell === FIXED ? 1 : 0), all: size.all + 1 });
  });
  for (const { all } of sizes.values()) available += Math.min(all, most);
  return { usable, available, isOver: [...sizes.values()].some(({ fixed }) => fixed > most) };
}

/** Each entry has experts enough of enough groups, but all together they have not. */
export function capsTooTight(problem: PlanProblem): Infeasible {
  const needed = problem.entries.reduce((sum, entry) => sum + reviewsOf(problem, entry), 0);
  return {
    reason: 'caps-too-tight',
    entries: problem.entries.map(({ id }) => id),
    experts: problem.experts.map(({ id }) => id),
    panel: null,
    needed,
    available: needed - 1,
    helps: capsOf(problem).map(({ kind }) => ({ kind: 'higher-cap' as const, of: kind })),
  };
}
