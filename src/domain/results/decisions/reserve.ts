import type { Outcome } from '../../cycles/outcome.js';

/** Outcomes that pass to the reserve when who holds them withdraws, the highest first. */
export const promotableOutcomes = ['winner', 'laureate', 'runner-up', 'finalist'] as const;
export type PromotableOutcome = (typeof promotableOutcomes)[number];

export interface Reserved {
  entryId: string;
  /** Its number in the reserve, from 1. */
  order: number;
  /** What it holds beside its place in the reserve. */
  holds: readonly Outcome[];
}

export interface Promotion {
  entryId: string;
  order: number;
  outcome: PromotableOutcome;
}

/**
 * Rules §12. When an entry that was chosen is withdrawn, each of its outcomes passes, the highest first, to the first of
 * the reserve who does not hold it; a special mention, a recommendation and a place in the reserve pass to nobody. Whoever
 * is promoted leaves the reserve, and may take several outcomes. Where the reserve is at its end, the outcome falls away.
 */
export function promote(held: readonly Outcome[], reserve: readonly Reserved[]): Promotion[] {
  const inOrder = [...reserve].sort((a, b) => a.order - b.order);
  return promotableOutcomes
    .filter((outcome) => held.includes(outcome))
    .flatMap((outcome) => {
      const first = inOrder.find(({ holds }) => !holds.includes(outcome));
      return first ? [{ entryId: first.entryId, order: first.order, outcome }] : [];
    });
}
