import { parentPort, workerData } from 'node:worker_threads';
import { printed, type Paper } from './press.js';

const bytes = await printed(workerData as Paper);
/* oxlint-disable-next-line unicorn/require-post-message-target-origin -- the port of a thread, not a window: it has no origin */
parentPort?.postMessage({ bytes });
