import { Refusal, type RefusalDetail } from '../../domain/kernel/refusal.js';
import { hasThread, Overrun, saidAside } from '../aside.js';
import { readTable } from './csv-table.js';
import { readSpreadsheet } from './spreadsheet.js';
import { tooBig, type Table } from './table.js';
import { readingBounds, tableBounds } from './table-bounds.js';

export type { Table } from './table.js';

/** What the thread says: the table without its rows, then the rows in portions; or why it is refused. */
export type TableMessage = { table: Table } | { rows: Table['rows'] } | { refused: RefusalDetail };

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
  if (bytes.length === 0) throw new Refusal({ code: 'file-empty', name });
  if (bytes.length > tableBounds.bytes) throw new Refusal({ code: 'too-large', limitBytes: tableBounds.bytes });
  if (!isBuilt || (bytes.length <= smallBytes && !isZip(bytes))) return readTableNow(bytes, name, required);
  const read = turn.then(() => readAside(bytes, name, required));
  turn = read.catch(() => undefined);
  return read;
}

/** The kind of a file is told by its bytes: an XLSX is a ZIP. Anything else must be CSV in UTF-8, or is refused. */
export async function readTableNow(bytes: Buffer, name: string, required: readonly string[]): Promise<Table> {
  if (isZip(bytes)) return readSpreadsheet(bytes, name, required);
  const table = readTable(bytes, name, required);
  if (table.rows.length * table.headings.length > tableBounds.cells) throw tooBig(name);
  return table;
}

const isZip = (bytes: Buffer) => bytes.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 0x03, 0x04]));

async function readAside(bytes: Buffer, name: string, required: readonly string[]): Promise<Table> {
  const said = await saidAside<TableMessage>(thread, { bytes, name, required }, readingBounds).catch(
    (error: unknown) => {
      throw error instanceof Overrun ? tooBig(name) : error;
    },
  );
  const table: Table = { name, headings: [], rows: [], problems: [] };
  for (const message of said) {
    if ('refused' in message) throw new Refusal(message.refused);
    if ('table' in message) Object.assign(table, message.table);
    else for (const row of message.rows) table.rows.push(row);
  }
  return table;
}
