import { Worker } from 'node:worker_threads';
import { PlanningStopped, type PlanOutcome, type PlanProblem } from '../../domain/assignment/problem/problem.js';

type Message = { progress: [number, number]; outcome?: never } | { progress?: never; outcome: PlanOutcome };

export interface ThreadOptions {
  onProgress?: (done: number, total: number) => void;
  /** Ends the computation; the promise is then refused with `PlanningStopped`. */
  signal?: AbortSignal;
}

/** The best plan, computed in a thread of its own, so that the process goes on serving. It runs from the built program. */
export function solveInThread(problem: PlanProblem, { onProgress, signal }: ThreadOptions = {}): Promise<PlanOutcome> {
  if (signal?.aborted) return Promise.reject(new PlanningStopped());
  const worker = new Worker(new URL('./solver-thread.js', import.meta.url), { workerData: problem });
  const stop = () => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  return new Promise<PlanOutcome>((resolve, reject) => {
    worker.on('message', ({ progress, outcome }: Message) => {
      if (progress) onProgress?.(...progress);
      else resolve(outcome);
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new PlanningStopped())); // after an outcome this changes nothing
  }).finally(() => signal?.removeEventListener('abort', stop));
}
