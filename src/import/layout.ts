import type { RowProblem } from '../domain/kernel/refusal.js';
import { type Grids, headingWithin, whereHeaded } from '../platform/tables/grid.js';
import type { Table } from '../platform/tables/any-table.js';
import { type Target, targetsByHeading, wordsOf } from './entry-columns.js';

/** How a file is to be read: which sheet, which row is its heading, what each column holds. */
export interface Layout {
  sheet: number;
  /** The row of the heading, counted from 1 as spreadsheets show it. */
  heading: number;
  /** By column; null is not taken. */
  targets: (string | null)[];
}

/** The layout that the file itself suggests: by the headings that are known. */
export function suggestedLayout(grids: Grids, targets: readonly Target[]): Layout {
  const { sheet, heading } = whereHeaded(grids, wordsOf(targets));
  return layoutAt(grids, targets, { sheet, heading: heading + 1 });
}

/** The same where a person says which sheet and row it is; what the file does not have is the nearest that it has. */
export function layoutAt(
  grids: Grids,
  targets: readonly Target[],
  { sheet, heading }: Pick<Layout, 'sheet' | 'heading'>,
): Layout {
  const within = Math.min(Math.max(0, sheet), Math.max(0, grids.sheets.length - 1));
  const rows = grids.sheets[within]?.rows ?? [];
  const row = Math.min(Math.max(1, heading), Math.max(1, Math.min(rows.length, headingWithin)));
  return { sheet: within, heading: row, targets: targetsByHeading(rows[row - 1] ?? [], targets) };
}

/** The headings of the file, each with what its first rows hold. */
export function columnsOf(grids: Grids, { sheet, heading }: Layout): { heading: string; samples: string[] }[] {
  const rows = grids.sheets[sheet]?.rows ?? [];
  const below = rows.slice(heading).filter((cells) => cells.some(Boolean));
  return (rows[heading - 1] ?? []).map((name, at) => ({
    heading: name,
    samples: below.slice(0, 3).map((cells) => cells[at] ?? ''),
  }));
}

/** The rows below the heading, by what their columns hold; what is missing, claimed twice or torn is a fault. */
export function tableOf(grids: Grids, layout: Layout, targets: readonly Target[]): Table {
  const rows = grids.sheets[layout.sheet]?.rows ?? [];
  const held = layout.targets.filter((target): target is string => target !== null);
  const row = layout.heading;
  const problems: RowProblem[] = [
    ...targets
      .filter(({ id, required }) => required && !held.includes(id))
      .map(({ id }) => ({ row, column: id, rule: 'column-missing' })),
    ...held.filter((target, at) => held.indexOf(target) !== at).map((column) => ({ row, column, rule: 'duplicate' })),
  ];
  // Of a file that cannot be read nobody knows what it has.
  if (grids.problems.length > 0) return { name: grids.name, headings: [], rows: [], problems: grids.problems };
  const table: Table = { name: grids.name, headings: held, rows: [], problems };
  if (problems.length > 0) return table;
  const width = widthOf(rows[row - 1] ?? []);
  rows.slice(row).forEach((cells, at) => {
    if (!cells.some(Boolean)) return;
    const number = row + at + 1;
    if (isTorn(cells, width, grids)) {
      const values = { expected: width, found: widthOf(cells) };
      problems.push({ row: number, column: '', rule: 'cell-count', values });
      return;
    }
    const pairs = layout.targets.flatMap((target, column) => (target ? [[target, cells[column] ?? '']] : []));
    table.rows.push({ row: number, cells: Object.fromEntries(pairs) as Record<string, string> });
  });
  return table;
}

/** How many rows with anything in them stand below the heading, whether they can be read or not. */
export const rowsBelow = (grids: Grids, { sheet, heading }: Pick<Layout, 'sheet' | 'heading'>): number =>
  (grids.sheets[sheet]?.rows ?? []).slice(heading).filter((cells) => cells.some(Boolean)).length;

const widthOf = (cells: readonly string[]): number => cells.findLastIndex(Boolean) + 1;

/** A row of a text that goes on beyond its heading has a delimiter too many in a cell; one that is shorter lost one. */
function isTorn(cells: readonly string[], width: number, { delimiter }: Grids): boolean {
  if (widthOf(cells) > width) return true;
  return delimiter !== null && cells.length < width;
}
