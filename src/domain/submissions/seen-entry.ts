import { Refusal } from '../kernel/refusal.js';
import type { SubmissionState } from './submission.js';

/** What somebody had before them when they decided: the state of an entry and its revision. */
export interface SeenEntry {
  state: SubmissionState;
  revision: number;
}

/**
 * Rules §5. Who decides decides about what was seen: where the entry was decided or submitted anew meanwhile, nothing is done and
 * it is said by whom. Refuses: `entry-moved-on`.
 */
export function mustBeAsSeen(
  entry: { state: SubmissionState; revisions: number; reason: string },
  seen: SeenEntry | null,
  last: { by: string; at: Date } | null,
): void {
  if (!seen || (seen.state === entry.state && seen.revision === entry.revisions)) return;
  throw new Refusal({
    code: 'entry-moved-on',
    state: entry.state,
    revision: entry.revisions,
    by: last?.by ?? '',
    at: last?.at ?? null,
    reason: entry.reason,
  });
}
