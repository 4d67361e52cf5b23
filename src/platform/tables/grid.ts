import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import type { RowProblem } from '../../domain/kernel/refusal.js';
import { type Delimiter, unmarked } from './csv-writer.js';
import { decoded, type Encoding } from './decoded.js';

/** A file of tables as it stands there: sheets of rows of cells. The first row of a sheet is row 1, as spreadsheets show it. */
export interface Grids {
  name: string;
  /** Of a text; null of a spreadsheet. */
  encoding: Encoding | null;
  delimiter: Delimiter | null;
  bom: boolean;
  sheets: { name: string; rows: string[][] }[];
  problems: RowProblem[];
}

const delimiters: readonly Delimiter[] = [';', ',', '\t', '|'];
/** The heading is looked for so far down: above it may stand a title, a date, empty rows. */
export const headingWithin = 20;

/** A heading without what people write differently: case, spaces, signs. */
export const plainHeading = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/**
 * The text as one sheet. The delimiter is the one that `sep=` names, or the one by which a row near the top has most of the
 * `words` that headings are known by, or else the one that the first row uses most.
 */
export function readGrid(bytes: Uint8Array, path: string, words: readonly string[]): Grids {
  const { text: all, encoding, bom } = decoded(bytes, path);
  const said = /^sep=([;,\t|])\r?(?:\n|$)/i.exec(all);
  const text = said ? all.slice(said[0].length) : all;
  const delimiter = said ? (said[1] as Delimiter) : delimiterOf(text, words);
  const grids: Grids = { name: basename(path), encoding, delimiter, bom, sheets: [], problems: [] };
  try {
    const rows = parse(text, { delimiter, relax_column_count: true });
    grids.sheets = [{ name: '', rows: rows.map((row) => row.map((cell) => unmarked(cell).trim())) }];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = typeof error['lines'] === 'number' ? error['lines'] : 1;
    grids.problems.push({ row, column: '', rule: 'csv-malformed' });
  }
  return grids;
}

function delimiterOf(text: string, words: readonly string[]): Delimiter {
  const known = new Set(words.map(plainHeading));
  const lines = text.split(/\r?\n/, headingWithin).filter((line) => line.trim());
  const marked = delimiters.map((delimiter) => {
    const widths = lines.map((line) => line.split(delimiter));
    const heads = widths.map((cells) => cells.filter((cell) => known.has(plainHeading(cell))).length);
    return { delimiter, known: Math.max(0, ...heads), first: widths[0]?.length ?? 0 };
  });
  marked.sort((a, b) => b.known - a.known || b.first - a.first);
  const [best, next] = marked;
  // One heading alone has no delimiter around it: whatever stands in its row says more.
  return best!.known <= 1 && next!.first > best!.first ? next!.delimiter : best!.delimiter;
}

/** The row near the top of a sheet that has most of the words, counted from 0; the first that is not empty where none has any. */
export function headingRowOf(rows: readonly (readonly string[])[], words: readonly string[]): number {
  const known = new Set(words.map(plainHeading));
  let best = { at: -1, count: 0 };
  rows.slice(0, headingWithin).forEach((cells, at) => {
    const count = new Set(cells.map(plainHeading).filter((cell) => known.has(cell))).size;
    if (count > best.count) best = { at, count };
  });
  if (best.at >= 0) return best.at;
  return Math.max(
    0,
    rows.findIndex((cells) => cells.some(Boolean)),
  );
}

/** The sheet that has the most of the words in its heading, and that row; the first of those with the same. */
export function whereHeaded({ sheets }: Grids, words: readonly string[]): { sheet: number; heading: number } {
  const known = new Set(words.map(plainHeading));
  let best = { sheet: 0, heading: sheets[0] ? headingRowOf(sheets[0].rows, words) : 0, count: -1 };
  sheets.forEach(({ rows }, sheet) => {
    const heading = headingRowOf(rows, words);
    const count = (rows[heading] ?? []).filter((cell) => known.has(plainHeading(cell))).length;
    if (count > best.count) best = { sheet, heading, count };
  });
  return { sheet: best.sheet, heading: best.heading };
}
