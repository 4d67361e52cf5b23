import { Refusal } from '../../domain/kernel/refusal.js';
import type { CsvTable } from './csv-table.js';
import { tableBounds } from './table-bounds.js';

/** A table of a file, CSV or XLSX, as rows by heading with the numbers that a spreadsheet shows. */
export type Table = Pick<CsvTable, 'name' | 'headings' | 'rows' | 'problems'>;

export const tooBig = (name: string): Refusal =>
  new Refusal({
    code: 'table-too-big',
    name,
    cells: tableBounds.cells,
    columns: tableBounds.columns,
    unpackedMb: tableBounds.unpackedBytes / 1024 / 1024,
  });

/** Refuses with `table-too-big` rows that have something in more columns than anybody would look through. */
export function mustBeNarrow(name: string, rows: readonly (readonly string[])[]): void {
  if (rows.some((cells) => cells.findLastIndex((cell) => cell.trim() !== '') >= tableBounds.columns))
    throw tooBig(name);
}
