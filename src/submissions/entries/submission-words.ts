import type { SubmissionState } from '../../domain/submissions/submission.js';
import type { Standing, StandingWord } from '../../domain/submissions/standing.js';
import type { Translator } from '../../platform/web/i18n.js';

/** One word and a mark for each state, as the look has them. */
const marks: Record<SubmissionState, { mark: string; tone: string }> = {
  draft: { mark: 'empty', tone: '' },
  submitted: { mark: 'half', tone: 'news' },
  returned: { mark: 'back', tone: 'wait' },
  admitted: { mark: 'full', tone: 'ok' },
  rejected: { mark: 'cross', tone: 'no' },
  withdrawn: { mark: 'dash', tone: '' },
};

const standingMarks: Record<StandingWord, { mark: string; tone: string }> = {
  draft: marks.draft,
  notSubmitted: { mark: 'dash', tone: '' },
  submitted: marks.submitted,
  unsent: { mark: 'half', tone: 'wait' },
  unsentClosed: { mark: 'half', tone: 'wait' },
  returned: marks.returned,
  returnLapsed: { mark: 'dash', tone: 'wait' },
  admitted: marks.admitted,
  rejected: marks.rejected,
  withdrawn: marks.withdrawn,
  awarded: { mark: 'laurel', tone: 'award' },
  notAwarded: { mark: 'full', tone: '' },
};

export interface StateWord {
  word: string;
  mark: string;
  tone: string;
}

export function stateWord(state: SubmissionState, t: Translator): StateWord {
  return { word: t(`submissions:state.${state}`), ...marks[state] };
}

/** How an entry stands for its own people; an award by its own name. */
export function standingWords({ word }: Standing, outcomes: readonly string[], t: Translator): StateWord {
  const named = outcomes.map((outcome) => t(`results:outcome.${outcome}`)).join(', ');
  return { word: word === 'awarded' ? named : t(`submissions:standing.${word}`), ...standingMarks[word] };
}
