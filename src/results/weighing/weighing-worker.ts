import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { worthOf, type RankingWorth, type WorthSettings } from '../../domain/results/rankings/ranking-worth.js';
import type { RankingInput } from '../../domain/ranking/rank-entries.js';
import type { Watch } from '../../platform/jobs/tasks.js';

type Message = { done: number; of: number } | { result: RankingWorth };

const thread = new URL('./weighing-thread.js', import.meta.url);
/** Sources that were not built have no thread to run; there the work is done at once. */
const isBuilt = existsSync(fileURLToPath(thread));

/** Computes what a ranking is worth on a thread of its own: pages are answered meanwhile, and it can be stopped. */
export function weighAside(input: RankingInput, settings: WorthSettings, watch: Watch): Promise<RankingWorth> {
  if (!isBuilt) return Promise.resolve(worthOf(input, settings));
  const worker = new Worker(thread, { workerData: { input, settings } });
  return new Promise<RankingWorth>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('the thread ended without an answer')));
    worker.on('message', (message: Message) => {
      if ('result' in message) resolve(message.result);
      else watch.progress(message.done, message.of).catch(reject);
    });
  }).finally(() => void worker.terminate());
}
