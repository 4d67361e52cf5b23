import { longestWorkMs } from '../../platform/clock.js';
import type { SubmissionRevision } from '../revisions/submission-revision.entity.js';

/** When the database wrote it; told where its clock and the program's show the same time, which in a rehearsal they do not. */
export function recordingOf({ submittedAt, recordedAt }: SubmissionRevision): Date | null {
  const apart = recordedAt ? Math.abs(recordedAt.getTime() - submittedAt.getTime()) : Infinity;
  return apart <= 2 * longestWorkMs ? recordedAt : null;
}
