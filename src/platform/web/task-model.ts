/** What the partial `task` shows of work in hand; null when nothing is being done. */
export function taskModel(task: { state: string; done: number; total: number } | null, here: string) {
  if (!task || (task.state !== 'waiting' && task.state !== 'running')) return null;
  const { done, total, state } = task;
  return { done, total, waiting: state === 'waiting', here, stopAction: `${here}/stop` };
}
