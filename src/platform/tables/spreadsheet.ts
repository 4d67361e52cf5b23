import { unzipSync, zipSync, type UnzipFileInfo } from 'fflate';
import { Refusal } from '../../domain/kernel/refusal.js';
import { tooBig, type Table } from './table.js';
import { tableBounds } from './table-bounds.js';

/** The first sheet of an XLSX as a table. Refuses `file-type-not-allowed` what is none, `table-too-big` beyond the bounds. */
export async function readSpreadsheet(bytes: Buffer, name: string, required: readonly string[]): Promise<Table> {
  try {
    const parts = unpacked(bytes, name);
    for (const [part, content] of Object.entries(parts)) if (isSheet(part)) mustFit(content, name);
    // What was measured is what is read: packed anew without pressing, since an archive may say one thing in two ways.
    const measured = Buffer.from(zipSync(parts, { level: 0 }));
    const { readSheet } = await import('read-excel-file/node');
    return tableOf(await readSheet(measured, 1), name, required);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal({ code: 'file-type-not-allowed', name, allowed: ['CSV', 'XLSX'] });
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

function tableOf(sheet: unknown[][], name: string, required: readonly string[]): Table {
  // A text stands in the file once, however many cells show it.
  let left = tableBounds.unpackedBytes;
  const counted = (text: string): string => {
    left -= text.length;
    if (left < 0) throw tooBig(name);
    return text;
  };
  const headings = (sheet[0] ?? []).map(textOf);
  const problems: Table['problems'] = [
    ...required
      .filter((column) => !headings.includes(column))
      .map((column) => ({ row: 1, column, rule: 'column-missing' })),
    ...headings
      .filter((column, index) => column && headings.indexOf(column) !== index)
      .map((column) => ({ row: 1, column, rule: 'duplicate' })),
  ];
  const rows = sheet.slice(1).map((cells, index) => ({
    row: index + 2,
    cells: Object.fromEntries(headings.map((heading, at) => [heading, counted(textOf(cells[at]))])),
  }));
  const filled = rows.filter(({ cells }) => Object.values(cells).some(Boolean));
  return { name, headings, rows: problems.length > 0 ? [] : filled, problems };
}

function textOf(cell: unknown): string {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString();
  if (typeof cell === 'string') return cell.trim();
  return typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';
}
