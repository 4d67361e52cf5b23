import { parentPort, workerData } from 'node:worker_threads';
import type { PlanProblem } from '../../domain/assignment/problem/problem.js';
import { optimisePlan } from './optimise-plan.js';

/** The thread that `solveInThread` starts: it is given a problem and answers with progress, then with the outcome. */
const outcome = await optimisePlan(workerData as PlanProblem, {
  onProgress: (done, total) => answer({ progress: [done, total] }),
});
answer({ outcome });

function answer(message: unknown): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is a port of a thread, not a window
  parentPort!.postMessage(message);
}
