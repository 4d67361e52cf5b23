import type { SubmissionState } from './submission.js';

/** What is recorded of a received entry up to an instant; `null` where a record does not say. */
export interface RecordedUntil {
  state: SubmissionState | null;
  reason: string | null;
  dueAt: Date | null;
  /** From here on the row as it is now, for entries of which no record tells a state. */
  now: { state: SubmissionState; reason: string; screenedAt: Date | null; withdrawnAt: Date | null };
}

/** How an entry stood in the register: its state, and whether it was returned and not mended in its term. */
export interface StoodAt {
  state: SubmissionState;
  reason: string;
  isLapsed: boolean;
}

/**
 * Rules §5. The register at an instant says what was recorded until then, that instant included. A reason counts for the state that
 * it was given with. Of what has no record only instants tell: what is decided later was submitted then.
 */
export function stoodAt({ state, reason, dueAt, now }: RecordedUntil, at: Date): StoodAt {
  if (state !== null) {
    const says = state === 'submitted' || reason === null ? '' : reason;
    return { state, reason: says, isLapsed: state === 'returned' && dueAt !== null && dueAt <= at };
  }
  const decidedAt = now.state === 'withdrawn' ? now.withdrawnAt : now.screenedAt;
  const isDecided = now.state !== 'submitted' && decidedAt !== null && decidedAt <= at;
  return isDecided
    ? { state: now.state, reason: now.reason, isLapsed: false }
    : { state: 'submitted', reason: '', isLapsed: false };
}
