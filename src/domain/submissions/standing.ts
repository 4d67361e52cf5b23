import { isOpen, type StageWindow } from '../cycles/stage.js';
import { isReturnLapsed, type Submission } from './submission.js';

/** How an entry stands for those who wrote it, in one word. */
export type StandingWord =
  | 'draft'
  | 'notSubmitted'
  | 'submitted'
  | 'unsent'
  | 'unsentClosed'
  | 'returned'
  | 'returnLapsed'
  | 'admitted'
  | 'rejected'
  | 'withdrawn'
  | 'awarded'
  | 'notAwarded';

/** What they can do next; `none` where the entry's way is over. */
export type NextStep = 'continue' | 'submitChanges' | 'fix' | 'readText' | 'wait' | 'judged' | 'result' | 'none';

export interface Standing {
  word: StandingWord;
  next: NextStep;
  /** Until when, where the next step has a term. */
  until: Date | null;
}

export interface StandingFacts {
  intake: StageWindow | null;
  now: Date;
  /** Whether something was typed after the revision in force. */
  hasUnsent: boolean;
  /** The results in force: whether they are published, and whether they name the entry. */
  results: 'none' | 'named' | 'published';
}

/**
 * Rules §4.6. What an entry's people are told follows the clock and the publication, not the state alone: after the close a
 * draft was not submitted, a returned entry whose term passed was not mended, and after the results a winner is a winner.
 */
export function standingOf(entry: Pick<Submission, 'state' | 'dueAt'>, facts: StandingFacts): Standing {
  const { intake, now, hasUnsent, results } = facts;
  const closesAt = intake?.closesAt ?? null;
  const isIntakeOpen = intake !== null && isOpen(intake, now);
  switch (entry.state) {
    case 'draft':
      return isIntakeOpen || isAhead(intake, now)
        ? { word: 'draft', next: 'continue', until: closesAt }
        : { word: 'notSubmitted', next: 'readText', until: null };
    case 'submitted':
      if (!hasUnsent) return { word: 'submitted', next: 'wait', until: null };
      return isIntakeOpen
        ? { word: 'unsent', next: 'submitChanges', until: closesAt }
        : { word: 'unsentClosed', next: 'wait', until: null };
    case 'returned': {
      const isOver = isReturnLapsed(entry, now) || !isIntakeOpen;
      if (isOver) return { word: 'returnLapsed', next: 'wait', until: null };
      return { word: 'returned', next: 'fix', until: entry.dueAt ?? closesAt };
    }
    case 'admitted':
      if (results === 'named') return { word: 'awarded', next: 'result', until: null };
      if (results === 'published') return { word: 'notAwarded', next: 'result', until: null };
      return { word: 'admitted', next: 'judged', until: null };
    default:
      return { word: entry.state, next: 'none', until: null };
  }
}

const isAhead = (intake: StageWindow | null, now: Date): boolean => intake !== null && now < intake.opensAt;
