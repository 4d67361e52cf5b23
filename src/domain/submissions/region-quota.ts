import { Refusal } from '../kernel/refusal.js';

/** Rules §4.2. The states in which an entry takes a place of its region's quota: drafts and refused ones take none. */
export const inPlayStates = ['submitted', 'returned', 'admitted'] as const;

export const isInPlay = (state: string): boolean => (inPlayStates as readonly string[]).includes(state);

export interface QuotaFacts {
  /** At most so many in play for the region and nomination; `null` is no limit. */
  quota: number | null;
  /** Others in play for the same region and nomination. */
  inPlay: number;
}

/** Rules §4.2. A region holds at most so many entries in play in a nomination. Refuses with `quota-reached`. */
export function mustFitQuota({ quota, inPlay }: QuotaFacts): void {
  if (quota !== null && inPlay >= quota) throw new Refusal({ code: 'quota-reached', quota, inPlay });
}
