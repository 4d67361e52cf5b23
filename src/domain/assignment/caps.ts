import { FIXED, FREE, type Grid } from './grid.js';
import type { AssignedPair } from './assign-experts.js';
import type { Infeasible, PlanExpert, PlanProblem } from './plan-problem.js';

export type CapKind = 'region' | 'organisation';

/** A limit on experts who belong together, for each entry alike: who belongs where, and how many are allowed. */
export interface Cap {
  kind: CapKind;
  most: number;
  groupOf: (expert: PlanExpert) => string | null;
}

/** The limits that the problem sets; experts without a region or organisation count towards none. */
export function capsOf({ perRegion, perOrganisation }: PlanProblem): Cap[] {
  const caps: Cap[] = [];
  if (perRegion != null) caps.push({ kind: 'region', most: perRegion, groupOf: ({ regionCode }) => regionCode });
  if (perOrganisation != null)
    caps.push({ kind: 'organisation', most: perOrganisation, groupOf: ({ organisationId }) => organisationId });
  return caps;
}

export interface CapBreach {
  entryId: string;
  kind: CapKind;
  group: string;
  experts: string[];
  most: number;
}

/** Rules §8. Entries at which more experts of one region or organisation meet than the limits allow. */
export function capBreaches(problem: PlanProblem, pairs: readonly AssignedPair[]): CapBreach[] {
  const experts = new Map(problem.experts.map((expert) => [expert.id, expert]));
  return capsOf(problem).flatMap(({ kind, most, groupOf }) => {
    const groups = new Map<string, { entryId: string; group: string; experts: string[] }>();
    for (const { entryId, expertId } of pairs) {
      const group = groupOf(experts.get(expertId)!);
      if (group === null) continue;
      const key = JSON.stringify([entryId, group]);
      const known = groups.get(key) ?? { entryId, group, experts: [] };
      groups.set(key, { ...known, experts: [...known.experts, expertId] });
    }
    return [...groups.values()].filter(({ experts }) => experts.length > most).map((each) => ({ ...each, kind, most }));
  });
}

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
