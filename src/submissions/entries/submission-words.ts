import type { SubmissionState } from '../../domain/submissions/submission.js';
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

export interface StateWord {
  word: string;
  mark: string;
  tone: string;
}

export function stateWord(state: SubmissionState, t: Translator): StateWord {
  return { word: t(`submissions:state.${state}`), ...marks[state] };
}
