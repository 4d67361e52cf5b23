import type { JudgingRules } from '../cycles/judging-rules.js';
import type { Window } from '../cycles/stage.js';
import { reviewFor } from './personal-term.js';

/** What decides whether an expert sees what others gave an entry. */
export interface OthersScoresFacts {
  now: Date;
  /** The state of the expert's own sheet; null where none was begun. */
  ownSheet: 'draft' | 'submitted' | 'set-aside' | null;
  /** The review of the cycle; null where there is none. */
  review: Window | null;
  /** The expert's personal term, where one was given. */
  dueAt: Date | null;
}

/**
 * Rules §9. From when an expert sees what others gave an entry: never, once the own sheet is handed in, or when the review has
 * closed. Whoever has a personal term still scores after that: for such an expert the review closes with the term.
 */
export function maySeeOthersScores(
  rule: JudgingRules['others'],
  { now, ownSheet, review, dueAt }: OthersScoresFacts,
): boolean {
  switch (rule) {
    case 'never':
      return false;
    case 'after-own':
      return ownSheet === 'submitted';
    case 'after-stage': {
      const closing = reviewFor(review, dueAt);
      return closing !== null && now >= closing.closesAt;
    }
  }
}
