import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { unmarked } from './csv-writer.js';
import { Refusal, type RowProblem } from '../../domain/kernel/refusal.js';

/** A table as it was read: rows by heading, each with its number as a spreadsheet shows it. */
export interface CsvTable {
  name: string;
  delimiter: ',' | ';';
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
    throw new Refusal({ code: 'file-encoding', name });
  }
  if (text.includes('\0')) throw new Refusal({ code: 'file-encoding', name });
  const bom = text.startsWith('\ufeff');
  return { text: bom ? text.slice(1) : text, bom };
}

/**
 * Reads a table whose heading has the `required` columns; the delimiter is the one that the heading uses more. Faults of
 * form (missing or repeated columns, rows of another length, broken quotes) are collected, not thrown.
 */
export function readTable(bytes: Uint8Array, path: string, required: readonly string[]): CsvTable {
  const { text, bom } = textOf(bytes, path);
  const name = basename(path);
  const heading = text.split(/\r?\n/, 1)[0] ?? '';
  const delimiter = heading.split(';').length > heading.split(',').length ? ';' : ',';
  const table: CsvTable = { name, delimiter, bom, headings: [], rows: [], problems: [] };
  const records = recordsOf(text, table);
  if (table.problems.length) return table;
  table.headings = (records[0] ?? []).map((cell) => cell.trim());
  for (const column of required)
    if (!table.headings.includes(column)) table.problems.push({ row: 1, column, rule: 'column-missing' });
  table.headings.forEach((column, index) => {
    if (column && table.headings.indexOf(column) !== index) table.problems.push({ row: 1, column, rule: 'duplicate' });
  });
  if (!table.problems.length) table.rows = rowsOf(records, table);
  return table;
}

function recordsOf(text: string, table: CsvTable): string[][] {
  try {
    return parse(text, { delimiter: table.delimiter, relax_column_count: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = typeof error['lines'] === 'number' ? error['lines'] : 1;
    table.problems.push({ row, column: '', rule: 'csv-malformed' });
    return [];
  }
}

function rowsOf(records: readonly string[][], table: CsvTable): CsvTable['rows'] {
  return records.flatMap((cells, index) => {
    const row = index + 1;
    if (index === 0 || cells.every((cell) => !cell.trim())) return [];
    if (cells.length !== table.headings.length) {
      const values = { expected: table.headings.length, found: cells.length };
      table.problems.push({ row, column: '', rule: 'cell-count', values });
      return [];
    }
    return [
      { row, cells: Object.fromEntries(table.headings.map((heading, at) => [heading, unmarked(cells[at]!).trim()])) },
    ];
  });
}
