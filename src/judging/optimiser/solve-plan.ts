import { PlanningStopped, type PlanOutcome, type PlanProblem } from '../../domain/assignment/problem/problem.js';
import { TaskStopped, type Watch } from '../../platform/jobs/tasks.js';
import { optimisePlan } from './optimise-plan.js';
import { solveInThread } from './solve-in-thread.js';

/** Pairs of the table up to which a plan takes less time than a person notices. */
const QUICK = 60_000;

/** The best plan: a small one at once, a large one in a thread of its own that tells how far it is and can be stopped. */
export async function solvePlan(problem: PlanProblem, watch: Watch | null): Promise<PlanOutcome> {
  if (problem.entries.length * problem.experts.length <= QUICK) return optimisePlan(problem);
  const stop = new AbortController();
  const told: { stopped: Error | null } = { stopped: null };
  let far: [number, number] = [0, 1];
  const look = () => {
    watch?.progress(...far).catch((error: Error) => {
      told.stopped = error;
      stop.abort();
    });
  };
  // A thread that is silent for long is asked all the same whether somebody wants it to stop.
  const pulse = setInterval(look, 1000);
  try {
    const onProgress = (done: number, total: number) => {
      far = [done, total];
      look();
    };
    return await solveInThread(problem, { onProgress, signal: stop.signal });
  } catch (error) {
    if (error instanceof PlanningStopped) throw told.stopped ?? new TaskStopped();
    throw error;
  } finally {
    clearInterval(pulse);
  }
}
