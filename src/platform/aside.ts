import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

export interface AsideBounds {
  ms: number;
  heapMb: number;
  /** What the process may grow by meanwhile: the limits of a thread hold for its heap, not for what is unpacked beside it. */
  memoryBytes: number;
}

/** Thrown where work on a thread of its own would pass its bounds; the thread is ended. */
export class Overrun extends Error {
  constructor() {
    super('the work passed its bounds');
  }
}

const betweenLooksMs = 100;

/** Sources that were not built have no thread to run; there the work is done at once. */
export const hasThread = (thread: URL): boolean => existsSync(fileURLToPath(thread));

/**
 * What a thread of its own says until it ends, message by message. Pages are answered meanwhile; the thread is ended where
 * it takes more time or memory than it may, which throws `Overrun`.
 */
export function saidAside<Message>(thread: URL, workerData: unknown, bounds: AsideBounds): Promise<Message[]> {
  const worker = new Worker(thread, {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: bounds.heapMb },
    stdout: true,
    stderr: true,
  });
  const startedAt = performance.now();
  const before = process.memoryUsage.rss();
  const said: Message[] = [];
  let look: NodeJS.Timeout | undefined;
  return new Promise<Message[]>((resolve, reject) => {
    look = setInterval(() => {
      const grown = process.memoryUsage.rss() - before;
      if (grown > bounds.memoryBytes || performance.now() - startedAt > bounds.ms) reject(new Overrun());
    }, betweenLooksMs);
    worker.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Overrun() : error),
    );
    worker.on('message', (message: Message) => said.push(message));
    worker.on('exit', (code) => {
      if (code === 0) resolve(said);
      else reject(new Error('the thread ended without an answer'));
    });
  }).finally(() => {
    clearInterval(look);
    void worker.terminate();
  });
}
