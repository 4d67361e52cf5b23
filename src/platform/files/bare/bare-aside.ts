import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { bareBytes } from './bare-bytes.js';
import { Unbared, type UnbaredReason } from './unbared.js';

type Message = { bare: Uint8Array; why?: never } | { bare?: never; why: UnbaredReason };

const thread = new URL('./bare-thread.js', import.meta.url);
/** Sources that were not built have no thread to run; there the work is done at once. */
const isBuilt = existsSync(fileURLToPath(thread));

const longestMs = 60_000;
const mostHeapMb = 1024;
const mostMemory = 1536 * 1024 * 1024;
const betweenLooksMs = 100;

/**
 * The bytes without metadata, made on a thread of its own with bounds of time and memory: a file that was built to be costly
 * is refused as too complex, and pages are answered meanwhile.
 */
export function bareAside(type: string, bytes: Buffer): Promise<Buffer> {
  if (!isBuilt) return bareBytes(type, bytes);
  const worker = new Worker(thread, {
    workerData: { type, bytes },
    resourceLimits: { maxOldGenerationSizeMb: mostHeapMb },
    stdout: true,
    stderr: true,
  });
  const startedAt = performance.now();
  const before = process.memoryUsage.rss();
  let look: NodeJS.Timeout | undefined;
  return new Promise<Buffer>((resolve, reject) => {
    // The limits of a thread hold for its heap, not for what is unpacked beside it.
    look = setInterval(() => {
      const isTooMuch = process.memoryUsage.rss() - before > mostMemory || performance.now() - startedAt > longestMs;
      if (isTooMuch) reject(new Unbared('complex'));
    }, betweenLooksMs);
    worker.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Unbared('complex') : error),
    );
    worker.on('exit', () => reject(new Error('the thread ended without an answer')));
    worker.on('message', ({ bare, why }: Message) => {
      if (why) reject(new Unbared(why));
      else resolve(Buffer.from(bare.buffer, bare.byteOffset, bare.byteLength));
    });
  }).finally(() => {
    clearInterval(look);
    void worker.terminate();
  });
}
