import { Refusal, type RefusalDetail } from '../../domain/kernel/refusal.js';
import { hasThread, Overrun, saidAside } from '../aside.js';
import { readTable } from './csv-table.js';
import { type Grids, readGrid } from './grid.js';
import { readSheets, readSpreadsheet } from './spreadsheet.js';
import { mustBeNarrow, tooBig, type Table } from './table.js';
import { readingBounds, tableBounds } from './table-bounds.js';

export type { Table } from './table.js';

/** What is wanted of a file: a table with these columns, or all sheets, with the words by which headings are known. */
export type Wanted = { required: readonly string[] } | { words: readonly string[] };

/** What the thread says: the table without its rows or the sheets without theirs, then rows in portions; or why it is refused. */
export type TableMessage =
  | { table: Table }
  | { rows: Table['rows'] }
  | { grids: Grids }
  | { sheet: number; cells: string[][] }
  | { refused: RefusalDetail };

const thread = new URL('./table-thread.js', import.meta.url);
const isBuilt = hasThread(thread);
/** A text of this size is read faster than a thread begins. */
const smallBytes = 100_000;

/** One after another in a process: each may take much memory. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * The table of a file, read on a thread of its own with bounds of size, time and memory, so that pages are answered
 * meanwhile. Refuses `file-empty`, `too-large`, `file-encoding`, `file-type-not-allowed`, `table-too-big`.
 */
export async function readAnyTable(bytes: Buffer, name: string, required: readonly string[]): Promise<Table> {
  if (isReadHere(bytes, name)) return readTableNow(bytes, name, required);
  const table: Table = { name, headings: [], rows: [], problems: [] };
  for (const message of await inTurn(bytes, name, { required })) {
    if ('table' in message) Object.assign(table, message.table);
    else if ('rows' in message) for (const row of message.rows) table.rows.push(row);
  }
  return table;
}

/** All sheets of a file as they stand there, for a person to say what is what; read and refused in the same way. */
export async function readAnySheets(bytes: Buffer, name: string, words: readonly string[]): Promise<Grids> {
  if (isReadHere(bytes, name)) return readSheetsNow(bytes, name, words);
  const grids: Grids = { name, encoding: null, delimiter: null, bom: false, sheets: [], problems: [] };
  for (const message of await inTurn(bytes, name, { words })) {
    if ('grids' in message) Object.assign(grids, message.grids);
    else if ('cells' in message) for (const row of message.cells) grids.sheets[message.sheet]!.rows.push(row);
  }
  return grids;
}

/** The kind of a file is told by its bytes: an XLSX is a ZIP. Anything else must be a text, or is refused. */
export async function readTableNow(bytes: Buffer, name: string, required: readonly string[]): Promise<Table> {
  const table = isZip(bytes) ? await readSpreadsheet(bytes, name, required) : readTable(bytes, name, required);
  mustBeNarrow(name, [table.headings]);
  if (table.rows.length * table.headings.length > tableBounds.cells) throw tooBig(name);
  return table;
}

export async function readSheetsNow(bytes: Buffer, name: string, words: readonly string[]): Promise<Grids> {
  const grids = isZip(bytes) ? await readSheets(bytes, name) : readGrid(bytes, name, words);
  for (const { rows } of grids.sheets) mustBeNarrow(name, rows);
  const cells = grids.sheets.reduce((sum, { rows }) => sum + rows.reduce((n, row) => n + row.length, 0), 0);
  if (cells > tableBounds.cells) throw tooBig(name);
  return grids;
}

const isZip = (bytes: Buffer) => bytes.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 0x03, 0x04]));

/** A small text is read faster than a thread begins. Refuses what is nothing or too much before it is looked at. */
function isReadHere(bytes: Buffer, name: string): boolean {
  if (bytes.length === 0) throw new Refusal({ code: 'file-empty', name });
  if (bytes.length > tableBounds.bytes) throw new Refusal({ code: 'too-large', limitBytes: tableBounds.bytes });
  return !isBuilt || (bytes.length <= smallBytes && !isZip(bytes));
}

function inTurn(bytes: Buffer, name: string, wanted: Wanted): Promise<TableMessage[]> {
  const read = turn.then(() => readAside(bytes, name, wanted));
  turn = read.catch(() => undefined);
  return read;
}

async function readAside(bytes: Buffer, name: string, wanted: Wanted): Promise<TableMessage[]> {
  const said = await saidAside<TableMessage>(thread, { bytes, name, wanted }, readingBounds).catch((error: unknown) => {
    throw error instanceof Overrun ? tooBig(name) : error;
  });
  for (const message of said) if ('refused' in message) throw new Refusal(message.refused);
  return said;
}
