import readExcel from 'read-excel-file/node';
import { Refusal } from '../../domain/kernel/refusal.js';
import { readTable, type CsvTable } from './csv-table.js';

/** A table of a file, CSV or XLSX, as rows by heading with the numbers that a spreadsheet shows. */
export type Table = Pick<CsvTable, 'name' | 'headings' | 'rows' | 'problems'>;

/** The kind of a file is told by its bytes: an XLSX is a ZIP. Anything else must be CSV in UTF-8, or is refused. */
export async function readAnyTable(bytes: Buffer, name: string, required: readonly string[]): Promise<Table> {
  if (bytes.length === 0) throw new Refusal({ code: 'file-empty', name });
  if (!isZip(bytes)) return readTable(bytes, name, required);
  return tableOf(await sheetOf(bytes, name), name, required);
}

const isZip = (bytes: Buffer) => bytes.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 0x03, 0x04]));

async function sheetOf(bytes: Buffer, name: string): Promise<unknown[][]> {
  try {
    const sheets = await readExcel(bytes);
    return sheets[0]?.data ?? [];
  } catch {
    throw new Refusal({ code: 'file-type-not-allowed', name, allowed: ['CSV', 'XLSX'] });
  }
}

function tableOf(sheet: unknown[][], name: string, required: readonly string[]): Table {
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
    cells: Object.fromEntries(headings.map((heading, at) => [heading, textOf(cells[at])])),
  }));
  const filled = rows.filter(({ cells }) => Object.values(cells).some(Boolean));
  return { name, headings, rows: problems.length > 0 ? [] : filled, problems };
}

function textOf(cell: unknown): string {
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell === 'string') return cell.trim();
  return typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';
}
