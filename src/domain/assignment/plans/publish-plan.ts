import { Refusal } from '../../kernel/refusal.js';
import type { AssignedPair } from '../problem/problem.js';
import type { StandingPair } from './pose-problem.js';

/** What the publication of a plan does. */
export interface PlanPublication {
  fresh: AssignedPair[];
  ended: StandingPair[];
}

export interface PublicationFacts {
  /** In force within the plan's nominations. */
  standing: readonly StandingPair[];
  /** Pairs that were assigned once and ended. */
  past: readonly AssignedPair[];
  /** Entries that are admitted, and experts who take entries. */
  entries: ReadonlySet<string>;
  experts: ReadonlySet<string>;
  /** Whether sheets that were begun go to others too. */
  takesBegun: boolean;
}

/**
 * Rules §8. The publication makes the pairs that are not in force yet and ends those that the plan released. It refuses with
 * `plan-outdated` when anything has changed that the plan did not know: a pair in force that it neither keeps nor releases,
 * a pair that has ended, an entry or an expert who left, work on a sheet that was to go to somebody else.
 */
export function publicationOf(
  plan: { pairs: readonly AssignedPair[]; released: readonly AssignedPair[] },
  { standing, past, entries, experts, takesBegun }: PublicationFacts,
): PlanPublication {
  const keyOf = ({ entryId, expertId }: AssignedPair) => `${entryId} ${expertId}`;
  const wanted = new Set(plan.pairs.map(keyOf));
  const released = new Set(plan.released.map(keyOf));
  const inForce = new Set(standing.map(keyOf));
  const over = new Set(past.map(keyOf));
  const fresh = plan.pairs.filter((pair) => !inForce.has(keyOf(pair)));
  const ended = standing.filter((pair) => !wanted.has(keyOf(pair)));
  const strangers =
    ended.filter((pair) => !released.has(keyOf(pair)) || isHeld(pair, takesBegun)).length +
    fresh.filter((pair) => over.has(keyOf(pair)) || !entries.has(pair.entryId) || !experts.has(pair.expertId)).length;
  if (strangers > 0) throw new Refusal({ code: 'plan-outdated', pairs: strangers });
  return { fresh, ended };
}

function isHeld({ work }: StandingPair, takesBegun: boolean): boolean {
  return work === 'submitted' || (work === 'begun' && !takesBegun);
}
