import { parentPort, workerData } from 'node:worker_threads';
import { Refusal } from '../../domain/kernel/refusal.js';
import { readTableNow, type TableMessage } from './any-table.js';

/** So many rows travel at once: whoever takes them has time for others in between. */
const portion = 1000;

/* oxlint-disable unicorn/require-post-message-target-origin -- the port of a thread, not a window: it has no origin */
const say = (message: TableMessage) => parentPort?.postMessage(message);
const { bytes, name, required } = workerData as { bytes: Uint8Array; name: string; required: readonly string[] };
try {
  const table = await readTableNow(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), name, required);
  say({ table: { ...table, rows: [] } });
  for (let at = 0; at < table.rows.length; at += portion) say({ rows: table.rows.slice(at, at + portion) });
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  say({ refused: error.detail });
}
