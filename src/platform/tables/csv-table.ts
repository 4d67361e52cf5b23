import { basename } from 'node:path';
import { Refusal, type RowProblem } from '../../domain/kernel/refusal.js';
import type { Delimiter } from './csv-writer.js';
import { headingRowOf, readGrid } from './grid.js';

/** A table as it was read: rows by heading, each with its number as a spreadsheet shows it. */
export interface CsvTable {
  name: string;
  delimiter: Delimiter;
  bom: boolean;
  headings: string[];
  rows: { row: number; cells: Record<string, string> }[];
  problems: RowProblem[];
}

/**
 * The text of a file in UTF-8, with or without a byte order mark. Refuses with `file-encoding` what is anything else:
 * a guess between encodings would turn names into other names.
 */
export function textOf(bytes: Uint8Array, path: string): { text: string; bom: boolean } {
  const name = basename(path);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refusal({ code: 'file-encoding', name, why: 'letters' });
  }
  if (text.includes('\0')) throw new Refusal({ code: 'file-encoding', name, why: 'zeros' });
  const bom = text.startsWith('\ufeff');
  return { text: bom ? text.slice(1) : text, bom };
}

/**
 * Reads a table whose heading has the `required` columns, wherever near the top it stands; how it is coded and delimited is
 * told by the file (`readGrid`). Faults of form (missing or repeated columns, rows of another length, broken quotes) are
 * collected, not thrown.
 */
export function readTable(bytes: Uint8Array, path: string, required: readonly string[]): CsvTable {
  const grids = readGrid(bytes, path, required);
  const { name, bom, problems } = grids;
  const table: CsvTable = { name, delimiter: grids.delimiter ?? ';', bom, headings: [], rows: [], problems };
  if (problems.length) return table;
  const records = grids.sheets[0]?.rows ?? [];
  const heading = headingRowOf(records, required);
  table.headings = records[heading] ?? [];
  for (const column of required)
    if (!table.headings.includes(column)) problems.push({ row: heading + 1, column, rule: 'column-missing' });
  table.headings.forEach((column, index) => {
    if (column && table.headings.indexOf(column) !== index)
      problems.push({ row: heading + 1, column, rule: 'duplicate' });
  });
  if (!problems.length) table.rows = rowsOf(records, heading, table);
  return table;
}

function rowsOf(records: readonly string[][], heading: number, table: CsvTable): CsvTable['rows'] {
  return records.flatMap((cells, index) => {
    const row = index + 1;
    if (index <= heading || cells.every((cell) => !cell)) return [];
    if (cells.length !== table.headings.length) {
      const values = { expected: table.headings.length, found: cells.length };
      table.problems.push({ row, column: '', rule: 'cell-count', values });
      return [];
    }
    return [{ row, cells: Object.fromEntries(table.headings.map((name, at) => [name, cells[at]!])) }];
  });
}
