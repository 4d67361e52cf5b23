import { v7 } from 'uuid';
import type { Answers } from '../../domain/cycles/form.js';
import type { SubmissionState } from '../../domain/submissions/submission.js';
import type { Dice } from '../demo/dice.js';
import type { Entrant } from './organisations.js';

const hour = 3600_000;

/** What happened to an entry and when: the rows of all tables are made of it. */
export interface Story {
  id: string;
  revisionId: string;
  entrant: Entrant;
  cycleId: string;
  nomination: { id: string; code: string; title: string; formVersionId: string };
  year: number;
  answers: Answers;
  title: string;
  state: SubmissionState;
  startedAt: Date;
  savedAt: Date;
  submittedAt: Date | null;
  registerNumber: string | null;
  screenedAt: Date | null;
  screener: { id: string; name: string };
  /** Why it was returned or rejected, and until when a returned one may be mended. */
  reason: string;
  dueAt: Date | null;
}

/** How entries stand some days before the intake closes: of a hundred so many. */
const shares: [SubmissionState, number][] = [
  ['draft', 4],
  ['submitted', 10],
  ['returned', 3],
  ['rejected', 3],
  ['admitted', 80],
];

export function stateOf(dice: Dice): SubmissionState {
  let thrown = dice.between(1, 100);
  return shares.find(([, share]) => (thrown -= share) <= 0)![0];
}

/** An id as the service would have made it at that instant. */
export const idAt = (at: Date): string => v7({ msecs: at.getTime() });

/** The instants of the verbs: more entries come as the end draws near, and nothing happens later than `until`. */
export function instantsOf(dice: Dice, share: number, { opensAt, until }: { opensAt: Date; until: Date }) {
  const span = until.getTime() - opensAt.getTime();
  const startedAt = new Date(opensAt.getTime() + Math.floor(Math.cbrt(share) * span * 0.98));
  const after = (from: Date, hours: number) => new Date(Math.min(from.getTime() + hours * hour, until.getTime()));
  const savedAt = after(startedAt, dice.between(1, 30) / 10);
  const submittedAt = after(savedAt, dice.between(1, 100) / 10);
  return { startedAt, savedAt, submittedAt, screenedAt: after(submittedAt, dice.between(4, 48)) };
}
