import { hasThread, Overrun, saidAside } from '../../aside.js';
import { bareBytes } from './bare-bytes.js';
import { Unbared, type UnbaredReason } from './unbared.js';

type Message = { bare: Uint8Array; why?: never } | { bare?: never; why: UnbaredReason };

const thread = new URL('./bare-thread.js', import.meta.url);
const isBuilt = hasThread(thread);

const bounds = { ms: 60_000, heapMb: 1024, memoryBytes: 1536 * 1024 * 1024 };

/**
 * The bytes without metadata, made on a thread of its own: a file that was built to be costly is refused as too complex, and
 * pages are answered meanwhile.
 */
export async function bareAside(type: string, bytes: Buffer): Promise<Buffer> {
  if (!isBuilt) return bareBytes(type, bytes);
  const [message] = await saidAside<Message>(thread, { type, bytes }, bounds).catch((error: unknown) => {
    throw error instanceof Overrun ? new Unbared('complex') : error;
  });
  if (!message) throw new Error('the thread ended without an answer');
  if (message.why) throw new Unbared(message.why);
  return Buffer.from(message.bare.buffer, message.bare.byteOffset, message.bare.byteLength);
}
