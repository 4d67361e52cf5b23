import type { Words } from './form.js';

/** What whoever screens looks for, with the clause that it rests on. */
export interface ChecklistItem {
  id: string;
  text: Words;
  ground: string;
}

/** How entries are screened; belongs to the regulation edition. */
export interface ScreeningRules {
  checklist: ChecklistItem[];
  /** How many who screen must say their word before an entry is decided. */
  checkers: number;
}

export const plainScreeningRules: ScreeningRules = { checklist: [], checkers: 1 };

/** Rules §5. Stored rules with everything that they leave out: no list, and one who screens decides. */
export function screeningRulesFrom(stored: Partial<ScreeningRules> | null | undefined): ScreeningRules {
  return { ...plainScreeningRules, ...stored };
}
