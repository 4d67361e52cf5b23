import { parentPort, workerData } from 'node:worker_threads';
import { bareBytes } from './bare-bytes.js';
import { Unbared } from './unbared.js';

/* oxlint-disable unicorn/require-post-message-target-origin -- the port of a thread, not a window: it has no origin */
const { type, bytes } = workerData as { type: string; bytes: Uint8Array };
try {
  const bare = await bareBytes(type, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  parentPort?.postMessage({ bare });
} catch (error) {
  if (!(error instanceof Unbared)) throw error;
  parentPort?.postMessage({ why: error.why });
}
