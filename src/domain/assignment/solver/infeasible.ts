import { exclusionRule } from '../problem/exclusion.js';
import { EXCLUDED, FIXED, FREE, type Grid } from './grid.js';
import { askedBy, type Claims, countServed, roomFor, smallestShortage } from './hall.js';
import type { Infeasible, InfeasibleHelp, PlanProblem } from '../problem/problem.js';
import { brokenCaps } from './tight-caps.js';

/**
 * Faults of the problem that show without computing a plan: bounds that cross, fixed pairs that are excluded or too
 * many, an entry with too few experts, minimum loads that add up to more than all reviews.
 */
export function infeasibleByCounts(problem: PlanProblem, grid: Grid): Infeasible | null {
  return crossedBounds(grid) ?? fixedFault(problem, grid) ?? fewExperts(problem, grid) ?? null;
}

/**
 * Why the table cannot be filled: entries that together need more than their experts may take, or experts whose minimum
 * loads their entries cannot give. One of the two must be so when there is no plan. Null when both can be met.
 */
export function whyInfeasible(problem: PlanProblem, grid: Grid): Infeasible | null {
  return shortCapacity(problem, grid) ?? highMinimum(grid);
}

function crossedBounds({ experts }: Grid): Infeasible | null {
  const crossed = experts.find(({ min, max }) => min > max);
  if (!crossed) return null;
  return infeasible({
    reason: 'bounds-crossed',
    experts: [crossed.id],
    needed: crossed.min,
    available: crossed.max,
    helps: [{ kind: 'lower-minimum', count: crossed.min - crossed.max }],
  });
}

function fixedFault(problem: PlanProblem, grid: Grid): Infeasible | null {
  const exclusionOf = exclusionRule(problem);
  for (const { entryId, expertId } of problem.fixed) {
    const entry = grid.entries[grid.rowOf.get(entryId) ?? -1];
    const expert = grid.experts[grid.columnOf.get(expertId) ?? -1];
    if (entry && expert && exclusionOf(entry, expert))
      return infeasible({
        reason: 'fixed-excluded',
        entries: [entryId],
        experts: [expertId],
        panel: entry.panel ?? null,
        needed: 1,
        available: 0,
        helps: [{ kind: 'release-fixed', count: 1 }],
      });
  }
  const over = grid.need.findIndex((need) => need < 0);
  if (over >= 0) {
    const fixed = fixedOfRow(grid, over);
    return infeasible({
      reason: 'fixed-over-reviews',
      entries: [grid.entries[over]!.id],
      experts: fixed,
      needed: fixed.length,
      available: fixed.length + grid.need[over]!,
      helps: [{ kind: 'release-fixed', count: -grid.need[over]! }],
    });
  }
  return fixedOverCapacity(grid);
}

function fixedOverCapacity(grid: Grid): Infeasible | null {
  const over = grid.max.findIndex((max) => max < 0);
  if (over < 0) return null;
  const entries = grid.entries.filter((_, row) => grid.cells[row * grid.width + over] === FIXED).map(({ id }) => id);
  const missing = -grid.max[over]!;
  return infeasible({
    reason: 'fixed-over-capacity',
    entries,
    experts: [grid.experts[over]!.id],
    needed: entries.length,
    available: entries.length - missing,
    helps: [
      { kind: 'more-capacity', count: missing },
      { kind: 'release-fixed', count: missing },
    ],
  });
}

function fixedOfRow({ experts, cells, width }: Grid, row: number): string[] {
  return experts.filter((_, column) => cells[row * width + column] === FIXED).map(({ id }) => id);
}

/** The entry that lacks most experts by itself. */
function fewExperts(problem: PlanProblem, grid: Grid): Infeasible | null {
  const claims = entryClaims(grid);
  let worst = -1;
  let missing = 0;
  for (let row = 0; row < grid.entries.length; row += 1) {
    let usable = 0;
    for (let column = 0; column < grid.width; column += 1)
      if (claims.canServe(row, column) && grid.max[column]! > 0) usable += 1;
    if (grid.need[row]! - usable <= missing) continue;
    missing = grid.need[row]! - usable;
    worst = row;
  }
  return worst < 0 ? brokenCaps(problem, grid) : shortageOf(grid, claims, [worst]);
}

function shortCapacity(_: PlanProblem, grid: Grid): Infeasible | null {
  const claims = entryClaims(grid);
  const part = smallestShortage(claims, [...grid.need.keys()]);
  return part.length ? shortageOf(grid, claims, part) : null;
}

function shortageOf(grid: Grid, claims: Claims, part: readonly number[]): Infeasible {
  const rows = [...part].sort((a, b) => a - b);
  const entries = rows.map((row) => grid.entries[row]!);
  const columns = [...grid.experts.keys()].filter((column) => isUsable(grid, rows, column));
  const fixed = rows.reduce((sum, row) => sum + fixedOfRow(grid, row).length, 0);
  const available = roomFor(claims, rows);
  const needed = askedBy(claims, rows);
  const panels = new Set(entries.map(({ panel }) => panel ?? null));
  return infeasible({
    reason: rows.length === 1 ? 'experts-few' : 'capacity-short',
    entries: entries.map(({ id }) => id),
    experts: columns.map((column) => grid.experts[column]!.id),
    panel: panels.size === 1 ? [...panels][0]! : null,
    needed: needed + fixed,
    available: available + fixed,
    helps: helpsFor(claims, rows, { missing: needed - available, reviewsFixed: fixed }),
  });
}

function isUsable({ cells, width, max }: Grid, rows: readonly number[], column: number): boolean {
  return rows.some((row) => {
    const cell = cells[row * width + column];
    return cell === FIXED || (cell === FREE && max[column]! > 0);
  });
}

function helpsFor(
  claims: Claims,
  rows: readonly number[],
  { missing, reviewsFixed }: { missing: number; reviewsFixed: number },
): InfeasibleHelp[] {
  const helps: InfeasibleHelp[] = [{ kind: 'more-experts', count: Math.ceil(missing / rows.length) }];
  const pairs = [...claims.room.keys()].reduce((sum, server) => sum + countServed(claims, rows, server), 0);
  if (pairs >= askedBy(claims, rows)) helps.push({ kind: 'more-capacity', count: missing });
  const asked = rows.map((row) => claims.asked[row]!);
  const most = asked.reduce((a, b) => Math.max(a, b), 0);
  if (reviewsFixed || asked.some((count) => count !== most)) return helps;
  for (let reviews = most - 1; reviews > 0; reviews -= 1) {
    const fewer = Int32Array.from(claims.asked, (count) => Math.min(count, reviews));
    if (smallestShortage({ ...claims, asked: fewer }, rows).length) continue;
    helps.push({ kind: 'fewer-reviews', reviews });
    break;
  }
  return helps;
}

function highMinimum(grid: Grid): Infeasible | null {
  const claims: Claims = {
    asked: grid.min,
    room: grid.need,
    canServe: (column, row) => grid.cells[row * grid.width + column] === FREE,
  };
  const columns = smallestShortage(claims, [...grid.min.keys()]).sort((a, b) => a - b);
  if (!columns.length) return null;
  const fixedRows = (column: number) =>
    [...grid.entries.keys()].filter((row) => grid.cells[row * grid.width + column] === FIXED);
  const fixed = columns.reduce((sum, column) => sum + fixedRows(column).length, 0);
  const rows = [...grid.entries.keys()].filter((row) =>
    columns.some((column) => grid.cells[row * grid.width + column] !== EXCLUDED),
  );
  const needed = askedBy(claims, columns);
  const available = roomFor(claims, columns);
  return infeasible({
    reason: 'minimum-too-high',
    entries: rows.map((row) => grid.entries[row]!.id),
    experts: columns.map((column) => grid.experts[column]!.id),
    needed: needed + fixed,
    available: available + fixed,
    helps: [{ kind: 'lower-minimum', count: needed - available }],
  });
}

function entryClaims({ need, max, cells, width }: Grid): Claims {
  return { asked: need, room: max, canServe: (row, column) => cells[row * width + column] === FREE };
}

function infeasible(
  part: Partial<Infeasible> & Pick<Infeasible, 'reason' | 'needed' | 'available' | 'helps'>,
): Infeasible {
  const { reason, entries = [], experts = [], panel = null, needed, available, helps } = part;
  return { reason, entries: [...entries].sort(), experts: [...experts].sort(), panel, needed, available, helps };
}
