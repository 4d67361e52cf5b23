/** Where a conflict of interest comes from: computed from facts, said by expert or entrant, or entered by the organizer. */
export const conflictSources = [
  'same-region',
  'same-organisation',
  'former-organisation',
  'same-employer',
  'declared',
  'declared-by-entrant',
  'organizer',
  'related',
] as const;
export type ConflictSource = (typeof conflictSources)[number];

export interface ConflictPair {
  expertId: string;
  submissionId: string;
  source: ConflictSource;
}
