import { unzipSync, zipSync, type UnzipFileInfo } from 'fflate';
import { Refusal } from '../../domain/kernel/refusal.js';
import { type Grids, headingRowOf } from './grid.js';
import { tooBig, type Table } from './table.js';
import { tableBounds } from './table-bounds.js';

/** The first sheet of an XLSX as a table. Refuses `file-type-not-allowed` what is none, `table-too-big` beyond the bounds. */
export async function readSpreadsheet(bytes: Buffer, name: string, required: readonly string[]): Promise<Table> {
  const [first] = await sheetsOf(bytes, name);
  return tableOf(first?.rows ?? [], required, name);
}

/** All sheets of an XLSX that have anything. Refuses the same. */
export async function readSheets(bytes: Buffer, name: string): Promise<Grids> {
  const sheets = (await sheetsOf(bytes, name)).map(({ sheet, rows }) => ({
    name: sheet,
    rows: rows.map((cells) => cells.map(wallText)),
  }));
  const filled = sheets.filter(({ rows }) => rows.some((cells) => cells.some(Boolean)));
  return { name, encoding: null, delimiter: null, bom: false, sheets: filled, problems: [] };
}

type Cell = string | number | boolean | Date | null;

async function sheetsOf(bytes: Buffer, name: string): Promise<{ sheet: string; rows: Cell[][] }[]> {
  try {
    const parts = unpacked(bytes, name);
    for (const [part, content] of Object.entries(parts)) if (isSheet(part)) mustFit(content, name);
    // What was measured is what is read: packed anew without pressing, since an archive may say one thing in two ways.
    const measured = Buffer.from(zipSync(parts, { level: 0 }));
    const { default: readWorkbook } = await import('read-excel-file/node');
    const sheets = (await readWorkbook(measured)).map(({ sheet, data }) => ({ sheet, rows: data as Cell[][] }));
    mustBeShort(sheets, name);
    return sheets;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal({ code: 'file-type-not-allowed', name, allowed: ['CSV', 'XLSX'] });
  }
}

/** A text stands in the file once, however many cells show it. */
function mustBeShort(sheets: readonly { rows: Cell[][] }[], name: string): void {
  let left = tableBounds.unpackedBytes;
  for (const { rows } of sheets)
    for (const cells of rows)
      for (const cell of cells) {
        if (typeof cell === 'string') left -= cell.length;
        if (left < 0) throw tooBig(name);
      }
}

const isSheet = (part: string): boolean => /(^|\/)worksheets\/[^/]+\.xml$/i.test(part);

/** The parts that a table needs. Each is unpacked to the size that the archive says of it and not a byte further. */
function unpacked(bytes: Buffer, name: string): Record<string, Uint8Array> {
  let total = 0;
  let count = 0;
  const filter = ({ name: part, originalSize }: UnzipFileInfo): boolean => {
    count += 1;
    if (count > tableBounds.parts) throw tooBig(name);
    if (!/\.(xml|rels)$/i.test(part)) return false;
    total += originalSize;
    if (total > tableBounds.unpackedBytes) throw tooBig(name);
    return true;
  };
  return unzipSync(bytes, { filter });
}

const beginning = /<(?:\w+:)?(c|row)(?=[\s/>])([^<>]*)>/g;
const address = /\sr\s*=\s*["']([^"']*)["']/;

/** Counts the cells that are there, and how far the last of them is from the first. */
function mustFit(content: Uint8Array, name: string): void {
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1');
  let cells = 0;
  let [row, column] = [0, 0];
  let [lastRow, lastColumn] = [0, 0];
  for (const [, kind, attributes = ''] of text.matchAll(beginning)) {
    const at = address.exec(attributes)?.[1];
    if (kind === 'row') [row, column] = [at === undefined ? row + 1 : rowOf(at), 0];
    else {
      cells += 1;
      [row, column] = at === undefined ? [row, column + 1] : [rowOf(at), columnOf(at)];
    }
    [lastRow, lastColumn] = [Math.max(lastRow, row), Math.max(lastColumn, column)];
    if (cells > tableBounds.cells || lastRow * Math.max(1, lastColumn) > tableBounds.area) throw tooBig(name);
  }
}

/** The row in `XFD1048576` and in `1048576`; a number that is none is as far as can be. */
function rowOf(at: string): number {
  const row = Number(/^[A-Za-z]*(.*)$/s.exec(at)![1]);
  return Number.isNaN(row) ? Infinity : row;
}

/** The column in `XFD1048576`: 1 for A. */
const columnOf = (at: string): number =>
  [.../^[A-Za-z]{0,8}/.exec(at)![0].toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) ||
  1;

function tableOf(sheet: readonly Cell[][], required: readonly string[], name: string): Table {
  const texts = sheet.map((cells) => cells.map(textOf));
  const heading = headingRowOf(texts, required);
  const headings = texts[heading] ?? [];
  const problems: Table['problems'] = [
    ...required
      .filter((column) => !headings.includes(column))
      .map((column) => ({ row: heading + 1, column, rule: 'column-missing' })),
    ...headings
      .filter((column, index) => column && headings.indexOf(column) !== index)
      .map((column) => ({ row: heading + 1, column, rule: 'duplicate' })),
  ];
  const rows = texts.slice(heading + 1).map((cells, index) => ({
    row: heading + index + 2,
    cells: Object.fromEntries(headings.map((column, at) => [column, cells[at] ?? ''])),
  }));
  const filled = rows.filter(({ cells }) => Object.values(cells).some(Boolean));
  return { name, headings, rows: problems.length > 0 ? [] : filled, problems };
}

function textOf(cell: Cell | undefined): string {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString();
  if (typeof cell === 'string') return cell.trim();
  return typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';
}

/** A spreadsheet keeps what a clock on the wall shows and no zone: neither does the text. */
function wallText(cell: Cell): string {
  if (!(cell instanceof Date) || Number.isNaN(cell.getTime())) return textOf(cell);
  const wall = new Date(Math.round(cell.getTime() / 1000) * 1000).toISOString().slice(0, 19);
  return wall.endsWith('T00:00:00') ? wall.slice(0, 10) : wall;
}
