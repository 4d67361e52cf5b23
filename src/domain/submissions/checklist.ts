import type { ChecklistItem } from '../cycles/screening-rules.js';
import { mustGiveReason } from '../kernel/reason.js';

export const checkMarks = ['fits', 'fails', 'unseen'] as const;
export type CheckMark = (typeof checkMarks)[number];

/** What somebody found of an item in a revision. */
export interface Marked {
  item: string;
  mark: CheckMark;
}

/** Rules §5. The items that somebody found not to fit, in the order of the list. */
export const failingItems = (checklist: readonly ChecklistItem[], marks: readonly Marked[]): ChecklistItem[] =>
  checklist.filter(({ id }) => marks.some(({ item, mark }) => item === id && mark === 'fails'));

/**
 * Rules §5. An entry is admitted as it is; where an item of the checklist does not fit, with a reason. Refuses: `reason-required`.
 */
export const reasonToAdmit = (reason: string, failing: readonly ChecklistItem[]): string =>
  failing.length > 0 ? mustGiveReason(reason) : reason.trim();

/** What is wrong, as the beginning of a reason: «п. 4.2: Измеренный результат с датой». */
export const failingWords = (failing: readonly ChecklistItem[]): string =>
  failing.map(({ text, ground }) => (ground ? `${ground}: ${text.ru}` : text.ru)).join('\n');
