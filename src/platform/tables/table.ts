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
    unpackedMb: tableBounds.unpackedBytes / 1024 / 1024,
  });
