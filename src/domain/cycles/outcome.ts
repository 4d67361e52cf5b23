/** What a body may decide of an entry, the highest first; one does not include another. */
export const outcomes = [
  'winner',
  'laureate',
  'runner-up',
  'special-mention',
  'finalist',
  'reserve',
  'regional-laureate',
  'recommended',
] as const;

export type Outcome = (typeof outcomes)[number];
