import { parentPort, workerData } from 'node:worker_threads';
import { worthOf, type WorthSettings } from '../../domain/results/rankings/ranking-worth.js';
import type { RankingInput } from '../../domain/ranking/rank-entries.js';

/* oxlint-disable unicorn/require-post-message-target-origin -- the port of a thread, not a window: it has no origin */
const { input, settings } = workerData as { input: RankingInput; settings: WorthSettings };
const result = worthOf(input, settings, (done, of) => {
  parentPort?.postMessage({ done, of });
  // Who wants it stopped ends the thread.
  return false;
});
parentPort?.postMessage({ result });
