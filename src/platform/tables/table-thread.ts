import { parentPort, workerData } from 'node:worker_threads';
import { Refusal } from '../../domain/kernel/refusal.js';
import { readSheetsNow, readTableNow, type TableMessage, type Wanted } from './any-table.js';

/** So many rows travel at once: whoever takes them has time for others in between. */
const portion = 1000;

/* oxlint-disable unicorn/require-post-message-target-origin -- the port of a thread, not a window: it has no origin */
const say = (message: TableMessage) => parentPort?.postMessage(message);
const sent = workerData as { bytes: Uint8Array; name: string; wanted: Wanted };
const bytes = Buffer.from(sent.bytes.buffer, sent.bytes.byteOffset, sent.bytes.byteLength);
try {
  if ('required' in sent.wanted) {
    const table = await readTableNow(bytes, sent.name, sent.wanted.required);
    say({ table: { ...table, rows: [] } });
    for (let at = 0; at < table.rows.length; at += portion) say({ rows: table.rows.slice(at, at + portion) });
  } else {
    const grids = await readSheetsNow(bytes, sent.name, sent.wanted.words);
    say({ grids: { ...grids, sheets: grids.sheets.map(({ name }) => ({ name, rows: [] })) } });
    for (const [sheet, { rows }] of grids.sheets.entries())
      for (let at = 0; at < rows.length; at += portion) say({ sheet, cells: rows.slice(at, at + portion) });
  }
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  say({ refused: error.detail });
}
